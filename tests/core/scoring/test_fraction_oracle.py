"""The kernel against a second implementation in exact fractions that shares no code with it."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.core.scoring.edition import score_edition
from tests.factories.random_editions import make_random_edition

CLOSED_BY = {"call-01": ("out", ("tone-01", "tone-02", "tone-03")),
             "reply-01": ("zero", ("text-01", "text-02"))}  # fmt: skip


def exact_figures(compiled, edition, body):
    """Return {figure code: Fraction or None} by the written method, one answer at a time."""
    grid = compiled.grid
    earned, possible, missing, closed, foreign = (defaultdict(Fraction) for _ in range(5))
    rows = defaultdict(dict)
    answers = edition.answers
    for audit, item, value, state in zip(
        answers.audit, answers.item, answers.value, answers.state, strict=True
    ):
        if edition.audits.body[audit] == body:
            rows[audit][grid.items[item].code] = (value, state)
    for found in rows.values():
        shut = {}
        for trigger, (effect, targets) in CLOSED_BY.items():
            if trigger in found and found[trigger] == (0.0, 0):
                shut |= dict.fromkeys(targets, effect)
        for item in grid.items:
            if item.code not in found:
                continue
            weight, indicator = Fraction(str(item.weight)), item.indicator
            value, state = found[item.code]
            if shut.get(item.code) == "out":
                closed[indicator] += weight
            elif shut.get(item.code) == "zero":
                possible[indicator] += weight
            elif state == 0:
                possible[indicator] += weight
                earned[indicator] += weight * 100 * Fraction(value)
            elif state == 1:
                foreign[indicator] += weight
            else:
                missing[indicator] += weight
    return _roll_up(compiled, earned, possible, missing, closed, foreign)


def _roll_up(compiled, earned, possible, missing, closed, foreign):
    grid = compiled.grid
    values, known, applies = {}, {}, {}
    for indicator in grid.indicators:
        code = indicator.code
        seen = possible[code] + closed[code]
        whole = seen + missing[code]
        applies[code] = not (whole == 0 and foreign[code] > 0)
        is_enough = whole > 0 and seen / whole >= Fraction(1, 2)
        only_closed = possible[code] == 0 and closed[code] > 0 and missing[code] == 0
        values[code] = earned[code] / possible[code] if is_enough and possible[code] else None
        known[code] = seen / whole if values[code] is not None or only_closed else Fraction(0)
    figures = {}
    for figure in compiled.figures:
        members = [i for i in grid.indicators if _is_member(figure.code, i)]
        weight = {i.code: Fraction(str(i.weight)) for i in members}
        base = sum(weight[i.code] for i in members if applies[i.code])
        covered = sum((weight[i.code] * known[i.code] for i in members), Fraction(0))
        floor = Fraction("0.66") if figure.code == "score" else Fraction(1, 2)
        total = sum(weight[i.code] for i in members if values[i.code] is not None)
        if not base or covered / base < floor or not total:
            figures[figure.code] = None
            continue
        figures[figure.code] = (
            sum(weight[i.code] * values[i.code] for i in members if values[i.code] is not None)
            / total
        )
    return figures


def _is_member(figure, indicator):
    level, _, code = figure.partition(":")
    return {
        "score": True,
        "step": indicator.step == code,
        "channel": indicator.channel == code,
        "criterion": indicator.criterion == code,
        "cell": f"{indicator.step}/{indicator.channel}" == code,
        "indicator": indicator.code == code,
    }[level]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_scores_equal_exact_fractions(seed):
    compiled, edition = make_random_edition(seed)
    scores = score_edition(compiled, edition)
    for body in range(len(edition.bodies)):
        expected = exact_figures(compiled, edition, body)
        for column, figure in enumerate(compiled.figures):
            found = scores.values.value[body, column]
            if expected[figure.code] is None:
                assert found != found, (figure.code, found)
            else:
                assert found == pytest.approx(float(expected[figure.code]), abs=1e-9)
