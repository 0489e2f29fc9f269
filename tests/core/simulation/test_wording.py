"""A simulated edition in words, and read back."""

import csv

import numpy as np
import pytest

from barometer.core.scoring.encoding import AnswerState
from barometer.core.scoring.spelling import spell_answer
from barometer.core.simulation.edition import simulate_edition
from barometer.core.simulation.plan import SimulationPlan
from barometer.core.simulation.wording import answer_words
from barometer.files.answers import read_answers
from barometer.files.grid_folder import find_grid, load_grid
from tests.core.simulation.reference_like import make_reference_like_grid


@pytest.fixture(scope="module")
def simulated():
    return simulate_edition(make_reference_like_grid(), SimulationPlan(seed=7, bodies=40))


def test_one_row_per_answer_in_all_columns(simulated):
    words = answer_words(simulated)
    assert {len(column) for column in words.values()} == {len(simulated.edition.answers)}
    assert words["body"][0] == "SIM-00001"
    assert words["audit"][0] == "SIM-00001-01"
    assert words["item"][0] == "phone-access-00"
    assert words["done_on"][0] == words["started_at"][0][:10]
    assert all(words["answer"])


def test_every_kind_and_state_is_spelled(simulated):
    compiled = simulated.model.compiled
    items = {item.code: place for place, item in enumerate(compiled.grid.items)}
    spelled = {
        ("phone-access-00", 0, 1.0): "yes",
        ("phone-access-01", 0, 2.0): "cold",
        ("phone-access-02", 0, 12.0): "12",
        ("phone-access-04", 0, 5.0): "what+who",
        ("phone-access-02", int(AnswerState.CENSORED), 21.0): "censored:21",
        ("phone-access-02", int(AnswerState.NOT_APPLICABLE), -1.0): "not_applicable",
        ("phone-access-01", int(AnswerState.NOT_OBSERVED), -1.0): "not_observed",
    }
    found = {key: spell_answer(compiled, items[key[0]], key[1], key[2]) for key in spelled}
    assert found == spelled


@pytest.mark.parametrize("grid", ["toy", "public-service"])
def test_the_files_that_it_makes_read_back_the_same(tmp_path, simulated, grid):
    if grid != "toy":
        plan = SimulationPlan(seed=1, bodies=12)
        simulated = simulate_edition(load_grid(find_grid(grid)), plan)
    words = answer_words(simulated)
    path = tmp_path / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(words)
        writer.writerows(zip(*words.values(), strict=True))
    read = read_answers(path, simulated.model.compiled, simulated.edition.bodies)
    assert read.edition.audits.codes == simulated.edition.audits.codes
    for name in ("audit", "item", "value", "state"):
        found = getattr(read.edition.answers, name)
        np.testing.assert_array_equal(found, getattr(simulated.edition.answers, name))
    assert np.nanmin(read.details.duration_minutes) > 0


def test_an_edition_without_bodies_has_no_row():
    empty = simulate_edition(make_reference_like_grid(), SimulationPlan(seed=7, bodies=0))
    assert set(map(len, answer_words(empty).values())) == {0}
