"""What a list of releases gives away, taken as if all were out."""

import numpy as np
import pytest

from barometer.core.disclosure.proposed_audit import NotTheResults, audit_proposal
from barometer.core.disclosure.registry import Registry, Release, ReleaseKind, mean_of
from barometer.core.disclosure.rules import DisclosurePolicy, Reason

BODIES = tuple(f"b{k:02}" for k in range(24))
VALUES = {"score": np.linspace(40.0, 86.0, 24)[None, :]}


def mean(code, members, **options):
    return Release(code, ReleaseKind.MEAN, "score", (mean_of("e", members),), **options)


def audit(*releases, coalition=3):
    registry = Registry(BODIES, ("e",), releases)
    return audit_proposal(registry, VALUES, DisclosurePolicy(max_coalition=coalition))


def test_one_mean_of_many_is_safe():
    assert audit(mean("all", BODIES)).is_safe


def test_two_means_that_differ_by_one_body_find_it():
    found = audit(mean("all", BODIES), mean("less", BODIES[1:]), coalition=0)
    assert {leak.body for leak in found.leaks} == {"b00"}
    assert set(found.leaks[0].release_codes) == {"all", "less"}


def test_a_mean_of_few_breaks_a_rule():
    found = audit(mean("few", BODIES[:3]), coalition=0)
    assert [breach.reason for breach in found.breaches] == [Reason.TOO_FEW_FOR_OPEN]


def test_two_means_that_differ_by_two_bodies_tell_each_of_them_to_the_other():
    pair = (mean("all", BODIES), mean("less", BODIES[2:]))
    assert audit(*pair, coalition=0).is_safe
    assert {leak.body for leak in audit(*pair, coalition=1).leaks} == {"b00", "b01"}


def test_a_stated_value_must_be_that_of_the_results():
    exact = float(VALUES["score"].mean())
    assert audit(mean("all", BODIES, published=round(exact), unit=1.0)).is_safe
    with pytest.raises(NotTheResults) as refusal:
        audit(mean("all", BODIES, published=round(exact) + 2.0, unit=1.0))
    assert (refusal.value.release, refusal.value.exact) == ("all", exact)
