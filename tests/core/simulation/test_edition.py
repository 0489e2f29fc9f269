"""Simulated editions: reproducible, consistent with the grid, calibrated, labelled."""

import gzip
import json
import unicodedata
from dataclasses import replace

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import ItemKind
from barometer.core.scoring.edition import score_values
from barometer.core.scoring.encoding import AnswerState
from barometer.core.scoring.gates import close_items
from barometer.core.simulation.bodies import has_value, share_out
from barometer.core.simulation.edition import (
    join_editions,
    repeat_fieldwork,
    simulate_batches,
    simulate_edition,
)
from barometer.core.simulation.plan import PUBLISHED_2019, SimulationPlan
from barometer.core.simulation.toponyms import SIMPLE_NAMES, name_place
from barometer.files.grid_folder import find_grid, load_grid
from tests.core.simulation.reference_like import make_reference_like_grid
from tests.factories.grids import make_grid


@pytest.fixture(scope="module")
def simulated():
    return simulate_edition(make_reference_like_grid(), SimulationPlan(seed=7))


def group_mean(simulated, name, value):
    score = score_values(simulated.model.compiled, simulated.edition).value[:, 0]
    return float(np.nanmean(score[has_value(simulated.edition.bodies, name, value)]))


def assert_same(first, second):
    for name in ("codes", "names", "properties"):
        assert getattr(first.edition.bodies, name) == getattr(second.edition.bodies, name)
    assert first.edition.audits.codes == second.edition.audits.codes
    for name in ("audit", "item", "value", "state"):
        np.testing.assert_array_equal(
            getattr(first.edition.answers, name), getattr(second.edition.answers, name)
        )
    np.testing.assert_array_equal(first.details.ended_at, second.details.ended_at)


def test_the_same_plan_gives_the_same_edition(simulated):
    again = simulate_edition(make_reference_like_grid(), SimulationPlan(seed=7))
    assert_same(simulated, again)
    other = simulate_edition(make_reference_like_grid(), SimulationPlan(seed=8))
    assert other.edition.bodies.properties != simulated.edition.bodies.properties


def test_it_is_labelled_as_simulated(simulated):
    assert simulated.is_simulated
    assert all(code.startswith("SIM-") for code in simulated.edition.bodies.codes)


def test_kinds_are_those_of_the_2019_edition(simulated):
    bodies = simulated.edition.bodies
    assert len(bodies) == 231
    share = has_value(bodies, "sector", "local_authority").mean()
    assert round(100 * share) == 68
    counts = {kind: bodies.properties["kind"].count(kind) for kind in bodies.properties["kind"]}
    assert counts["commune"] == 118
    assert counts["intercommunal"] == 28
    assert counts["departement"] == 12
    assert set(bodies.properties) == {
        "kind", "sector", "stratum", "region", "certified", "desk",
    }  # fmt: skip
    assert len(set(bodies.codes)) == len(set(bodies.names)) == 231


def test_no_place_exists(shared_data):
    def plain(name):
        return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()

    path = shared_data / "fr-decoupage-administratif" / "communes.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        real = {plain(commune["nom"]) for commune in json.load(file)}
    assert not {plain(name) for name in SIMPLE_NAMES} & real
    assert len({name_place(k) for k in range(38_400)}) == 38_400


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scores_meet_the_published_means(seed):
    simulated = simulate_edition(make_reference_like_grid(), SimulationPlan(seed))
    for target in PUBLISHED_2019:
        assert group_mean(simulated, target.name, target.value) == pytest.approx(
            target.points, abs=0.3
        )


def test_without_targets_bodies_are_left_as_drawn():
    plan = SimulationPlan(1, bodies=20, targets=())
    simulated = simulate_edition(make_reference_like_grid(), plan)
    assert simulated.shifts.groups == ()
    assert np.abs(simulated.effects.level).max() < 5 * plan.body_sd


def test_audits_follow_the_scenarios(simulated):
    grid, edition = simulated.model.compiled.grid, simulated.edition
    has_desk = has_value(edition.bodies, "desk", "yes")
    np.testing.assert_array_equal(np.bincount(edition.audits.body), np.where(has_desk, 17, 14))
    assert len(set(edition.audits.codes)) == len(edition.audits)
    sees = simulated.model.compiled.sees
    scenario = edition.audits.scenario[edition.answers.audit]
    assert sees[scenario, edition.answers.item].all()
    assert has_desk.sum() == 58
    assert [scenario.count for scenario in grid.scenarios] == [5, 5, 2, 2, 3]


def test_every_open_item_is_answered_once_and_no_closed_one(simulated):
    compiled, edition = simulated.model.compiled, simulated.edition
    answers, n_items = edition.answers, len(compiled.grid.items)
    closures = close_items(compiled, edition.audits, answers)
    pairs = answers.audit.astype(np.int64) * n_items + answers.item
    closed = closures.audit.astype(np.int64) * n_items + closures.item
    assert len(closed) > 0
    assert not np.isin(closed, pairs).any()
    seen = compiled.sees[edition.audits.scenario].sum()
    assert len(np.unique(pairs)) == len(pairs) == seen - len(closed)
    assert np.all(np.diff(pairs) > 0)


def test_all_kinds_and_states_occur_and_quantities_are_possible(simulated):
    answers, items = simulated.edition.answers, simulated.model.compiled.grid.items
    assert set(np.unique(answers.state).tolist()) == set(AnswerState)
    has_value = np.isin(answers.state, (AnswerState.ANSWERED, AnswerState.CENSORED))
    np.testing.assert_array_equal(has_value, ~np.isnan(answers.value))
    for position, item in enumerate(items):
        mine = answers.value[(answers.item == position) & has_value]
        assert len(np.unique(mine)) > 1
        if item.kind is ItemKind.MEASURED:
            assert item.minimum <= mine.min()
            assert mine.max() <= item.maximum
    censored = answers.item[answers.state == AnswerState.CENSORED]
    assert {items[position].unit for position in censored} == {"working_days"}


def test_what_brings_nothing_is_chosen_alone(simulated):
    answers, items = simulated.edition.answers, simulated.model.compiled.grid.items
    multiple = [k for k, item in enumerate(items) if item.kind is ItemKind.MULTIPLE]
    chosen = answers.value[np.isin(answers.item, multiple) & (answers.state == 0)].astype(int)
    assert chosen.min() > 0
    assert set(chosen[chosen >= 8].tolist()) == {8}


def test_nobody_audits_a_body_twice_or_on_the_same_day(simulated):
    audits, details = simulated.edition.audits, simulated.details
    for who in (details.auditor, details.done_on.astype(np.int64)):
        pairs = set(zip(audits.body.tolist(), who.tolist(), strict=True))
        assert len(pairs) == len(audits)
    assert np.is_busday(details.done_on).all()
    assert (details.ended_at > details.started_at).all()
    assert (details.started_at.astype("datetime64[D]") == details.done_on).all()


def test_repeating_the_fieldwork_keeps_the_bodies_and_changes_the_answers(simulated):
    again = repeat_fieldwork(simulated, 3)
    assert again.edition.bodies is simulated.edition.bodies
    assert again.effects is simulated.effects
    assert_same(again, repeat_fieldwork(simulated, 3))
    assert not np.array_equal(again.details.auditor, simulated.details.auditor)


def test_batches_make_one_edition():
    grid, plan = make_reference_like_grid(), SimulationPlan(5, bodies=50)
    parts = tuple(simulate_batches(grid, plan, size=20))
    assert [len(part.edition.bodies) for part in parts] == [20, 20, 10]
    whole = join_editions(parts)
    codes = whole.edition.bodies.codes
    assert codes == tuple(f"SIM-{k:05d}" for k in range(1, 51))
    assert np.all(np.diff(whole.edition.audits.body) >= 0)
    scores = score_values(whole.model.compiled, whole.edition).value
    part_scores = [score_values(p.model.compiled, p.edition).value for p in parts]
    np.testing.assert_array_equal(scores, np.concatenate(part_scores))


@pytest.mark.parametrize("bodies", [0, 1, 2])
def test_tiny_editions(bodies):
    simulated = simulate_edition(make_reference_like_grid(), SimulationPlan(1, bodies=bodies))
    assert len(simulated.edition.bodies) == bodies
    assert simulated.effects.channel.shape == (bodies, 5)


def test_a_grid_without_scenarios_gets_one_audit_per_channel():
    simulated = simulate_edition(make_grid(), SimulationPlan(1, bodies=30))
    np.testing.assert_array_equal(np.bincount(simulated.edition.audits.body), np.full(30, 2))
    assert set(simulated.edition.audits.scenario.tolist()) == {-1}


def test_items_are_as_hard_in_another_version_of_the_grid():
    grid = make_reference_like_grid()
    shorter = replace(grid, items=grid.items[1:], gates=grid.gates[1:])
    whole = simulate_edition(grid, SimulationPlan(1, bodies=1)).model.responses
    part = simulate_edition(shorter, SimulationPlan(2, bodies=1)).model.responses
    np.testing.assert_array_equal(whole.cuts[1:], part.cuts)


def test_shares_are_met_as_exactly_as_whole_numbers_allow():
    assert np.bincount(share_out(10, [0.5, 0.25, 0.25])).tolist() == [5, 3, 2]
    assert share_out(0, [1.0]).tolist() == []


@pytest.mark.parametrize(
    "wrong",
    [{"bodies": -1}, {"desk_share": 1.5}, {"kinds": SimulationPlan(1).kinds[1:]}],
)
def test_senseless_plans_are_refused(wrong):
    with pytest.raises(InvalidArgument):
        SimulationPlan(1, **wrong)


def test_a_field_work_shorter_than_the_audits_is_refused():
    with pytest.raises(InvalidArgument):
        simulate_edition(make_reference_like_grid(), SimulationPlan(1, bodies=2, weeks=2))


def test_the_reference_edition_looks_like_2019():
    grid = load_grid(find_grid("public-service"))
    simulated = simulate_edition(grid, SimulationPlan(seed=2019))
    for target in PUBLISHED_2019:
        assert group_mean(simulated, target.name, target.value) == pytest.approx(
            target.points, abs=0.3
        )
    values = score_values(simulated.model.compiled, simulated.edition)
    assert values.coverage[:, 0].min() > 0.9
    assert 30 < values.value[:, 0].min() < values.value[:, 0].max() < 95
    # Published since 2013: phone first, letters and e-mails last.
    codes = [figure.code for figure in simulated.model.compiled.figures]
    channel = {
        code: np.nanmean(values.value[:, codes.index(f"channel:{code}")])
        for code in ("phone", "mail", "website", "social")
    }
    assert max(channel, key=channel.__getitem__) == "phone"
    assert min(channel, key=channel.__getitem__) == "mail"
