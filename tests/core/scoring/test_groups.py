"""Means over bodies, level by level, on cases worked by hand."""

import numpy as np

from barometer.core.scoring.encoding import Bodies
from barometer.core.scoring.groups import group_figures
from tests.factories.grids import make_grid

BODIES = Bodies(
    ("A", "B", "C", "D"),
    ("A", "B", "C", "D"),
    {
        "country": ("X", "X", "X", "Y"),
        "type": ("full", "full", "light", "light"),
    },
)
VALUES = np.array([[100.0, 10.0], [50.0, np.nan], [0.0, 30.0], [80.0, np.nan]])
FIGURES = ("reach", "reply")


def groups(**records):
    return group_figures(make_grid(**records), BODIES, FIGURES, VALUES)


def test_a_plain_level_is_the_mean_of_the_members_that_have_a_value():
    found = groups(groups=[{"code": "country", "by": "country"}])["country"]
    assert found.keys == (("X",), ("Y",))
    np.testing.assert_allclose(found.values, [[50.0, 20.0], [80.0, np.nan]])
    assert found.members.tolist() == [[3, 2], [1, 0]]


def test_nested_levels_weigh_their_members_and_renormalise():
    found = groups(
        groups=[
            {"code": "kind", "by": "country type"},
            {
                "code": "country",
                "by": "country",
                "members": "kind",
                "weight_by": "type",
                "weights": "full=0.8 light=0.2",
            },
        ]
    )["country"]
    np.testing.assert_allclose(found.values, [[60.0, 14.0], [80.0, np.nan]])


def test_a_complete_level_has_no_value_when_a_weighted_part_is_absent():
    found = groups(
        groups=[
            {
                "code": "country",
                "by": "country",
                "weight_by": "type",
                "weights": "full=0.8 light=0.2",
                "complete": "yes",
            }
        ]
    )["country"]
    assert np.isnan(found.column("reach")).tolist() == [False, True]


def test_members_may_be_rounded_before_they_are_averaged():
    found = groups(
        groups=[
            {"code": "kind", "by": "country type"},
            {"code": "country", "by": "country", "members": "kind", "decimals": "0"},
        ]
    )["country"]
    np.testing.assert_allclose(found.column("reach"), [37.5, 80.0])


def test_a_composite_weighs_the_parts_that_have_a_value():
    found = groups(
        groups=[{"code": "country", "by": "country"}],
        composites=[
            {"level": "country", "code": "service", "parts": "reach=2 reply=1", "label_fr": "S"}
        ],
    )["country"]
    np.testing.assert_allclose(found.column("service"), [40.0, 80.0])
    assert found.members[:, -1].tolist() == [2, 1]


def test_two_lines_may_share_a_level_for_different_figures():
    found = groups(
        groups=[
            {"code": "country", "by": "country", "figures": "reach"},
            {"code": "country", "by": "country", "figures": "reply", "decimals": "0"},
        ]
    )["country"]
    assert found.figures == ("reach", "reply")


def test_no_body_gives_no_group():
    empty = Bodies((), (), {"country": ()})
    grid = make_grid(groups=[{"code": "country", "by": "country"}])
    found = group_figures(grid, empty, FIGURES, np.zeros((0, 2)))["country"]
    assert found.values.shape == (0, 2)
