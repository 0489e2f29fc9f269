"""Two editions side by side, and scores on some items only."""

import numpy as np
import pytest

from barometer.core.faults import BadInput
from barometer.files.edition_arrays import load_edition
from barometer.files.edition_pair import (
    bridge_scores,
    group_members,
    pair_editions,
    score_on_items,
)
from tests.factories.results_folders import draw_small_edition, save_results, small_grid

EXTRA = [{"code": "tone-04", "indicator": "tone", "weight": "3", "scenarios": "phoning"}]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    save_results(folder / "before", *draw_small_edition(1, bodies=20))
    save_results(folder / "after", *draw_small_edition(2, bodies=14))
    return folder


def test_bodies_of_either_edition_are_on_one_list(folders):
    (_, before), (_, after) = load_edition(folders / "before"), load_edition(folders / "after")
    pair = pair_editions(before, after)
    assert pair.bodies == tuple(f"S{k:02}" for k in range(20))
    assert np.isnan(pair.arrays.after[14:]).all()
    assert np.array_equal(pair.arrays.before, before.values, equal_nan=True)
    swapped = pair_editions(after, before)
    assert np.isnan(swapped.arrays.before[14:]).all()


def test_a_score_on_all_items_is_the_score(folders):
    stored, edition = load_edition(folders / "before")
    items = stored.contributions.select("item").unique().collect()["item"].to_list()
    found = score_on_items(stored, items)
    score = edition.values[:, edition.figure("score")]
    assert [found[code] for code in edition.bodies.codes] == pytest.approx(score.tolist())


def test_a_score_on_one_indicator_is_that_indicator(folders):
    stored, edition = load_edition(folders / "before")
    found = score_on_items(stored, [f"call-{k:02}" for k in (1, 2, 3)])
    call = edition.values[:, edition.figure("indicator:call")]
    assert [found[code] for code in edition.bodies.codes] == pytest.approx(call.tolist())


def test_a_bridge_shares_the_weight_of_comparable_items(tmp_path, folders):
    grid = small_grid("2", extra=EXTRA)
    compiled, edition = draw_small_edition(1, bodies=20, grid=grid)
    save_results(tmp_path / "new", compiled, edition)
    (old, before), (new, after) = load_edition(folders / "before"), load_edition(tmp_path / "new")
    pair = pair_editions(before, after)
    scores, share = bridge_scores(pair, new, old)
    assert scores.old_bridged == pytest.approx(scores.new_bridged)
    # The nine items asked are in both: what was added is seen by nobody and carries no weight.
    assert share == pytest.approx(1.0)


def test_groups_come_from_the_second_edition_then_from_the_first(folders):
    (_, before), (_, after) = load_edition(folders / "before"), load_edition(folders / "after")
    pair = pair_editions(before, after)
    is_member, cells = group_members(pair, before, after, "certified")
    assert np.flatnonzero(is_member).tolist() == [0, 4, 8, 12, 16]
    assert len(set(cells.tolist())) == 3
    with pytest.raises(BadInput):
        group_members(pair, before, after, "colour")
