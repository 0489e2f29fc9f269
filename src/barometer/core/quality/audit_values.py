"""What each audit gave, in points, and its answers as codes that two coders may compare."""

from typing import Final

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.grids.model import ItemKind
from barometer.core.quality.alpha import Metric
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import AnswerState, EditionInput
from barometer.core.scoring.points import score_answers

METRICS: Final = {
    ItemKind.YES_NO: Metric.NOMINAL,
    ItemKind.MULTIPLE: Metric.NOMINAL,
    ItemKind.GRADED: Metric.ORDINAL,
    ItemKind.MEASURED: Metric.RATIO,
    ItemKind.TABLE: Metric.NOMINAL,
}
"""What the difference of two answers to an item of each kind means."""

NOT_APPLICABLE_CODE: Final = -1.0
"""Code of « not applicable » among unordered answers: two coders may differ on it."""


def value_audits(compiled: CompiledGrid, edition: EditionInput) -> Floats:
    """Return the mean points of the answers of each audit, 0 to 100, by weight of the items.

    Items closed by a gate, unanswered or derived from others are left out. NaN where nothing
    scores.

    Source: Method, section 9.2.
    """
    answers = edition.answers
    points = score_answers(compiled, answers)
    weights = np.where(np.isnan(points), 0.0, compiled.item_weight[answers.item])
    count = len(edition.audits)
    totals = np.bincount(answers.audit, weights, minlength=count)
    earned = np.bincount(answers.audit, weights * np.nan_to_num(points), minlength=count)
    return np.where(totals > 0, earned / np.where(totals > 0, totals, 1.0), np.nan)


def code_audits(compiled: CompiledGrid, edition: EditionInput) -> Floats:
    """Return the answers as codes, shape (audits, items); NaN where nothing was coded.

    « Not applicable » is a code of its own for items without order, and no code for the others.

    Source: Method, section 9.1.
    """
    answers = edition.answers
    codes = np.full((len(edition.audits), len(compiled.grid.items)), np.nan)
    is_given = answers.state == AnswerState.ANSWERED
    codes[answers.audit[is_given], answers.item[is_given]] = answers.value[is_given]
    is_nominal = np.array(
        [METRICS[item.kind] is Metric.NOMINAL for item in compiled.grid.items], np.bool_
    )
    is_out = (answers.state == AnswerState.NOT_APPLICABLE) & is_nominal[answers.item]
    codes[answers.audit[is_out], answers.item[is_out]] = NOT_APPLICABLE_CODE
    return codes
