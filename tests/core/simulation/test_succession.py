"""Two simulated editions in a row: who stays, who comes, and by how much scores move."""

from datetime import date

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.scoring.edition import score_values
from barometer.core.simulation.edition import simulate_edition
from barometer.core.simulation.plan import SimulationPlan
from barometer.core.simulation.succession import Succession, simulate_next_edition
from tests.core.simulation.reference_like import make_reference_like_grid

NEXT_YEAR = date(2027, 1, 11)


@pytest.fixture(scope="module")
def first():
    return simulate_edition(make_reference_like_grid(), SimulationPlan(seed=4))


def scores(simulated):
    value = score_values(simulated.model.compiled, simulated.edition).value[:, 0]
    return dict(zip(simulated.edition.bodies.codes, value.tolist(), strict=True))


def test_bodies_stay_leave_and_come(first):
    second = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    before, after = set(first.edition.bodies.codes), set(second.edition.bodies.codes)
    assert (len(before & after), len(before - after), len(after - before)) == (180, 51, 51)
    assert len(second.edition.bodies.codes) == len(after)
    assert min(after - before) > max(before)
    assert not set(second.edition.bodies.names[180:]) & set(first.edition.bodies.names)
    assert second.is_simulated
    assert second.details.done_on.min() >= np.datetime64(NEXT_YEAR)


def test_those_that_stay_keep_name_and_properties(first):
    second = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    for code in second.edition.bodies.codes[:180]:
        old, new = first.edition.bodies.codes.index(code), second.edition.bodies.codes.index(code)
        assert first.edition.bodies.names[old] == second.edition.bodies.names[new]
        for name, values in first.edition.bodies.properties.items():
            assert values[old] == second.edition.bodies.properties[name][new]


def test_the_continuing_bodies_gain_what_was_asked(first):
    before = scores(first)
    after = scores(simulate_next_edition(first, Succession(9, NEXT_YEAR, mean_change=3.0)))
    common = [code for code in after if code in before]
    change = np.array([after[code] - before[code] for code in common])
    assert np.nanmean(change) == pytest.approx(3.0, abs=0.05)
    # Two errors of measurement near 5.7, and true changes besides.
    assert 7 < np.nanstd(change) < 11


def test_items_stay_as_hard(first):
    second = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    assert second.model.responses is first.model.responses


def test_the_same_succession_gives_the_same_edition(first):
    one = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    two = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    np.testing.assert_array_equal(one.edition.answers.value, two.edition.answers.value)


def test_nobody_comes_or_nobody_stays(first):
    closed = simulate_next_edition(first, Succession(9, NEXT_YEAR, entries=0))
    assert len(closed.edition.bodies) == 180
    fresh = simulate_next_edition(first, Succession(9, NEXT_YEAR, exit_share=1.0, entries=5))
    assert not set(fresh.edition.bodies.codes) & set(first.edition.bodies.codes)


def test_a_third_edition_goes_on_numbering(first):
    second = simulate_next_edition(first, Succession(9, NEXT_YEAR))
    third = simulate_next_edition(second, Succession(10, date(2028, 1, 10)))
    assert max(third.edition.bodies.codes) > max(second.edition.bodies.codes)


def test_senseless_successions_are_refused():
    with pytest.raises(InvalidArgument):
        Succession(1, NEXT_YEAR, exit_share=1.5)
    with pytest.raises(InvalidArgument):
        Succession(1, NEXT_YEAR, entries=-1)
