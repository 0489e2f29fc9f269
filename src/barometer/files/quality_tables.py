"""Tables of audit quality: flags, rules, auditors, agreement."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from barometer.core.grids.model import Text
from barometer.core.quality.agreement import Agreement
from barometer.core.quality.audit_values import METRICS
from barometer.core.quality.flags import AnomalyReport, Flag, Rule
from barometer.core.quality.leniency import Leniency
from barometer.files.quality_material import AuditWork
from barometer.files.results_formats import Tables

FLAGS_SCHEMA: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "auditor": pl.String(),
    "audits": pl.String(),
    "bodies": pl.String(),
    "observed": pl.Float64(),
    "expected": pl.Float64(),
    "unit": pl.String(),
    "p_value": pl.Float64(),
    "adjusted_p_value": pl.Float64(),
    "sentence_fr": pl.String(),
    "sentence_en": pl.String(),
}
"""Columns of the flags; no probability for a stated impossibility."""

RULES_SCHEMA: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "tested": pl.Int64(),
    "flagged": pl.Int64(),
}
"""Columns of the rules; nothing tested means that the files do not hold the material."""

AGREEMENT_SCHEMA: Mapping[str, pl.DataType] = {
    "double_coded": pl.Int64(),
    "raw_agreement_share": pl.Float64(),
    "alpha": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "verdict": pl.String(),
}
AUDITORS_SCHEMA: Mapping[str, pl.DataType] = {
    "auditor": pl.String(),
    "audits": pl.Int64(),
    "mean_value": pl.Float64(),
    "leniency": pl.Float64(),
    "leniency_error": pl.Float64(),
    "group": pl.Int64(),
    "flags": pl.Int64(),
    **AGREEMENT_SCHEMA,
}
"""Columns of the auditors: ``leniency`` in points above (positive) or below the others, given
within a ``group`` only; then the agreement of their answers with the second coding."""

ITEMS_SCHEMA: Mapping[str, pl.DataType] = {
    "item": pl.String(),
    "metric": pl.String(),
    **AGREEMENT_SCHEMA,
    "has_prevalence_paradox": pl.Boolean(),
}

Cell = str | float | int | bool | None
SayFlag = Callable[[Flag, str, Sequence[str]], Text]


@dataclass(frozen=True, slots=True, eq=False)
class FoundQuality:
    """What the checks of an edition found.

    Arguments:
        work: Who made what.
        report: The cases to review.
        leniency: Leniency of the auditors; None where the files name none.
        by_item: Agreement of the items coded twice, by code.
        by_auditor: Agreement of the auditors with the second coding, by number.
        raw_agreement: Share (0 to 1) of equal answers; NaN where nothing was coded twice.
        n_double_coded: Audits coded twice.
    """

    work: AuditWork
    report: AnomalyReport
    leniency: Leniency | None
    by_item: Mapping[str, Agreement]
    by_auditor: Mapping[int, Agreement]
    raw_agreement: float
    n_double_coded: int


def tabulate_quality(found: FoundQuality, say: SayFlag) -> Tables:
    """Return the tables of quality: flags, rules, auditors and agreement.

    Arguments:
        found: What was found.
        say: Writes the sentence of a flag from its auditor and its audits.
    """
    return {
        "flags": _flags(found, say),
        "rules": _rules(found.report),
        "auditors": _auditors(found),
        "agreement": _items(found),
    }


def _flags(found: FoundQuality, say: SayFlag) -> pl.DataFrame:
    edition = found.work.edition
    rows: list[tuple[Cell, ...]] = []
    for flag in found.report.flags:
        audits = [edition.audits.codes[k] for k in flag.audits]
        bodies = [edition.bodies.codes[int(edition.audits.body[k])] for k in flag.audits]
        auditor = found.work.name_auditor(flag.auditor)
        sentence = say(flag, auditor, audits)
        rows.append(
            (
                flag.rule.value,
                auditor,
                " ".join(audits),
                " ".join(dict.fromkeys(bodies)),
                flag.observed,
                flag.expected,
                flag.unit.value,
                flag.p_value,
                flag.adjusted_p_value,
                sentence.fr,
                sentence.en,
            )
        )
    return pl.DataFrame(rows, schema=FLAGS_SCHEMA, orient="row")


def _rules(report: AnomalyReport) -> pl.DataFrame:
    counts = {count.rule: (count.tested, count.flagged) for count in report.counts}
    rows = [(rule.value, *counts.get(rule, (0, 0))) for rule in Rule]
    return pl.DataFrame(rows, schema=RULES_SCHEMA, orient="row")


def _auditors(found: FoundQuality) -> pl.DataFrame:
    work, leniency = found.work, found.leniency
    flags = Counter(flag.auditor for flag in found.report.flags)
    rows: list[tuple[Cell, ...]] = []
    for index, name in enumerate(work.auditors):
        values = work.values[work.auditor_index == index]
        has_value = not np.isnan(values).all()
        is_known = leniency is not None and index < leniency.auditor_effects.size
        rows.append(
            (
                name,
                values.size,
                float(np.nanmean(values)) if has_value else None,
                float(leniency.auditor_effects[index]) if leniency and is_known else None,
                float(leniency.auditor_errors[index]) if leniency and is_known else None,
                int(leniency.auditor_components[index]) if leniency and is_known else None,
                flags[index],
                *_agreement(found.by_auditor.get(index)),
            )
        )
    table = pl.DataFrame(rows, schema=AUDITORS_SCHEMA, orient="row")
    return table.with_columns(cs.float().fill_nan(None))


def _items(found: FoundQuality) -> pl.DataFrame:
    kinds = {item.code: item.kind for item in found.work.compiled.grid.items}
    rows = [
        (code, METRICS[kinds[code]].value, *_agreement(one), one.has_prevalence_paradox)
        for code, one in found.by_item.items()
    ]
    table = pl.DataFrame(rows, schema=ITEMS_SCHEMA, orient="row")
    return table.with_columns(cs.float().fill_nan(None))


def _agreement(found: Agreement | None) -> tuple[Cell, ...]:
    if found is None:
        return (0, None, None, None, None, "not_double_coded")
    return (
        found.double_coded,
        found.raw_agreement_share,
        found.alpha,
        found.low,
        found.high,
        found.verdict.value,
    )
