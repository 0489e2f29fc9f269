"""Tables beside the scores: audits, and means of groups."""

import numpy as np

from barometer.core.scoring.encoding import Bodies
from barometer.core.scoring.groups import group_figures
from barometer.files.results_extras import tabulate_audits, tabulate_groups
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid


def test_audits_name_body_scenario_and_channel():
    grid = make_grid(scenarios=[{"code": "call"}, {"code": "letter", "channel": "mail"}])
    compiled, edition = make_edition(
        grid,
        [("A", "1", "greeting-01", "yes"), ("A", "2", "greeting-01", "no")],
        channels={"2": "mail"},
        scenarios={"1": "call", "2": "letter"},
    )
    assert tabulate_audits(compiled, edition).rows() == [
        ("1", "A", "call", "phone"),
        ("2", "A", "letter", "mail"),
    ]


def test_groups_of_several_levels_stand_in_one_table():
    grid = make_grid(
        groups=[
            {"code": "kind", "by": "country kind"},
            {"code": "country", "by": "country", "members": "kind"},
        ]
    )
    bodies = Bodies(("A", "B"), ("A", "B"), {"country": ("X", "X"), "kind": ("t", "u")})
    levels = group_figures(grid, bodies, ("score",), np.array([[40.0], [np.nan]]))
    found = tabulate_groups(levels)
    assert found.columns == ["grouping", "group", "figure", "value", "members", "country", "kind"]
    assert found.rows() == [
        ("kind", "X/t", "score", 40.0, 1, "X", "t"),
        ("kind", "X/u", "score", None, 0, "X", "u"),
        ("country", "X", "score", 40.0, 1, "X", ""),
    ]
