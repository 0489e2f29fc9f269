"""Expressions of forms agree with the engine: what is closed, what fails, what is plausible."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.grids.model import Shape, Thresholds
from barometer.core.scoring.compiled import compile_grid, measured_points
from barometer.core.scoring.gates import close_items
from barometer.core.scoring.points import score_answers
from barometer.files.xlsform import build_xlsform
from barometer.files.xlsform_logic import full_ranges, is_failed, is_observed
from barometer.files.xlsform_names import Role, decode_name, element_name
from tests.core.grids.sound import sound_grid
from tests.factories.editions import make_edition
from tests.files.xform_expressions import holds

CODES = st.from_regex(r"[a-z][a-z0-9]{0,3}([-_.][a-z0-9]{1,3}){0,4}", fullmatch=True)


@given(CODES, st.sampled_from(Role))
def test_a_name_gives_its_code_back(code, role):
    name = element_name(role, code)
    assert decode_name(name) == (role, code)
    assert name.replace("_", "").isalnum()


@given(st.lists(CODES, unique=True, min_size=2))
def test_names_differ_where_codes_do(codes):
    assert len({element_name(Role.ANSWER, code) for code in codes}) == len(codes)


@pytest.mark.parametrize(
    "name", ["body", "done_on", "q_", "x_a", "q_a__", "q_a____b", "q_a-b", "_id"]
)
def test_other_names_are_none_of_ours(name):
    assert decode_name(name) is None


@given(
    st.lists(st.integers(-20, 20), min_size=2, max_size=6, unique=True).map(sorted),
    st.lists(st.sampled_from([0.0, 50.0, 100.0]), min_size=6, max_size=6),
    st.sampled_from(Shape),
)
def test_the_ranges_of_full_points_are_those_of_the_engine(at, points, shape):
    knots = tuple(map(float, at))
    if shape is Shape.STEP:
        knots = (*knots[:-1], float("inf"))
    thresholds = Thresholds("t", shape, knots, tuple(points[: len(knots)]))
    tests = full_ranges(thresholds, "${n}")
    probes = [x / 2 for x in range(-50, 51)]
    earned = measured_points(thresholds, np.array(probes))
    for probe, won in zip(probes, earned, strict=True):
        said = bool(tests) and holds(" or ".join(tests), {"n": str(probe)})
        assert said == (won >= 100), (probe, won, tests)


ANSWERS = {
    "greeting-01": ["yes", "no", "not_applicable", "not_observed"],
    "greeting-02": ["warm", "cold", "not_applicable", "not_observed"],
    "reply-02": [0.0, 2.0, 3.0, 60.0, "not_applicable", "not_observed"],
    "reply-03": ["hours", "address", "hours+address", "not_applicable", "not_observed"],
}


@pytest.mark.parametrize(
    ("code", "answer"), [(code, answer) for code, found in ANSWERS.items() for answer in found]
)
def test_failed_means_less_than_the_full_points_of_the_engine(code, answer):
    grid = sound_grid(gates=[])
    compiled, edition = make_edition(grid, [("B", "A", code, answer)])
    (points,) = score_answers(compiled, edition.answers)
    item = next(item for item in grid.items if item.code == code)
    scale = next((s for s in grid.scales if s.code == item.scale), None)
    thresholds = next((t for t in grid.thresholds if t.code == item.scale), None)
    given = answered(code, answer)
    assert holds(is_failed(item, scale, thresholds), given) == (points < 100)
    assert holds(is_observed(item), given) == (points >= 0)


def answered(code: str, answer: str | float) -> dict[str, str]:
    """Return the answers of a form to one item."""
    question, number = element_name(Role.ANSWER, code), element_name(Role.NUMBER, code)
    if isinstance(answer, float):
        return {question: "measured", number: str(answer)}
    return {question: answer.replace("+", " ")}


CHAIN = {
    "gates": [
        {"code": "silent", "item": "greeting-01", "when": "no|not_observed", "closes": "reply-01"},
        {"code": "empty", "item": "reply-01", "when": "no", "closes": "reply-02 greeting-02"},
        {"code": "late", "item": "reply-02", "when": ">10", "closes": "reply-03", "effect": "zero"},
        {"code": "hours", "item": "reply-03", "when": "hours", "closes": "greeting-02"},
    ]
}


@pytest.mark.parametrize(
    "chosen",
    list(
        product(
            ["yes", "no", "not_applicable", "not_observed"],
            ["yes", "no"],
            [2.0, 11.0, "not_observed"],
            ["hours", "address", "hours+address"],
        )
    ),
)
def test_a_form_asks_what_the_engine_leaves_open(chosen):
    """The engine takes an answer behind a gate for none, as the form does by not asking."""
    grid = sound_grid(**CHAIN)
    codes = ("greeting-01", "reply-01", "reply-02", "reply-03", "greeting-02")
    wanted = dict(zip(codes, (*chosen, "warm"), strict=True))
    rows = {row["name"]: row for row in build_xlsform(grid).survey if "name" in row}
    given: dict[str, str] = {}
    for code in codes:
        if holds(rows[element_name(Role.ANSWER, code)].get("relevant", ""), given):
            given |= answered(code, wanted[code])
    asked = {code for code in codes if element_name(Role.ANSWER, code) in given}
    compiled = compile_grid(grid)
    _, edition = make_edition(
        grid,
        [("B", "A", code, wanted[code]) for code in codes],
        scenarios={"A": "calling"},
    )
    closed = close_items(compiled, edition.audits, edition.answers)
    assert asked == set(codes) - {compiled.grid.items[k].code for k in closed.item}
