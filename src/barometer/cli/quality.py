"""``barometer quality``: what to look at again in the audits of an edition, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from barometer.cli.analysis import (
    file_option,
    language_of_commands,
    out_option,
    say,
    say_written,
    seed_option,
    today,
)
from barometer.cli.grid import GRID_HELP, open_grid
from barometer.cli.language import words
from barometer.core.grids.model import Text
from barometer.core.quality.agreement import (
    Agreement,
    Bootstrap,
    agreement_by_item,
    raw_agreement_share,
)
from barometer.core.quality.anomalies import find_anomalies
from barometer.core.quality.audit_values import METRICS
from barometer.core.quality.auditor_agreement import agreement_by_auditor
from barometer.core.quality.flags import Flag
from barometer.core.quality.leniency import estimate_leniency
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.documents.formats import Language
from barometer.documents.sentences.quality import say_agreement, say_anomalies, say_leniency
from barometer.documents.sentences.quality_flags import say_flag
from barometer.files.analysis_folder import Analysis, write_analysis
from barometer.files.answers import ReadAnswers, read_answers
from barometer.files.bodies import read_bodies
from barometer.files.delays import measure_between
from barometer.files.double_coding import DoubleCoding, read_double_coding
from barometer.files.fingerprints import fingerprint_file
from barometer.files.quality_material import AuditWork, gather_work, trace_edition
from barometer.files.quality_tables import FoundQuality, tabulate_quality


@dataclass(frozen=True, slots=True)
class QualityChoices:
    """What was asked for."""

    grid: str
    bodies: Path
    answers: tuple[Path, ...]
    double_coded: tuple[Path, ...]
    seed: int
    out: Path


@click.command(
    help=words(
        "Vérifier la qualité des audits : accord entre auditeurs, indulgence, cas à revoir. Rien "
        "ici ne change une note.",
        "Check the quality of the audits: agreement between auditors, leniency, cases to review. "
        "Nothing here changes a score.",
    ),
    epilog="barometer quality --grid public-service --bodies structures.csv "
    "--answers reponses.csv --double-coded relectures.csv --out qualite",
)
@click.option("--grid", required=True, metavar="GRID", help=GRID_HELP)
@file_option("--bodies", "Structures.", "Bodies.", is_required=True)
@click.option(
    "--answers",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words("Réponses ; répétable.", "Answers; repeatable."),
)
@click.option(
    "--double-coded",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words(
        "Mêmes audits codés par une autre personne (fichier de réponses), ou paires d’audits "
        "(colonnes audit, second) ; répétable.",
        "The same audits coded by another person (an answers file), or pairs of audits (columns "
        "audit, second); repeatable.",
    ),
)
@seed_option()
@out_option()
def quality(**chosen: Any) -> None:
    """Check the audits of an edition, write the tables and say what deserves a look."""
    choices = QualityChoices(**chosen)
    compiled = compile_grid(open_grid(choices.grid))
    bodies = read_bodies(choices.bodies)
    read = read_answers(choices.answers, compiled, bodies, quantity_between=measure_between)
    coded = None
    if choices.double_coded:
        coded = read_double_coding(
            choices.double_coded, read.edition, compiled, bodies, measure_between
        )
    found = _check(read, compiled, coded, choices)
    analysis = Analysis(
        command="quality",
        tables=tabulate_quality(found, _sentence),
        sources={
            f"{part}-{number}": fingerprint_file(path)
            for part, paths in (
                ("bodies", (choices.bodies,)),
                ("answers", choices.answers),
                ("double-coded", choices.double_coded),
            )
            for number, path in enumerate(paths, start=1)
        },
        options={"seed": choices.seed},
        made_on=today(),
    )
    write_analysis(choices.out, analysis)
    say(_sentences(found))
    say_written(choices.out)


def _check(
    read: ReadAnswers,
    compiled: CompiledGrid,
    coded: DoubleCoding | None,
    choices: QualityChoices,
) -> FoundQuality:
    work = gather_work(read, compiled)
    leniency = estimate_leniency(work.audit_values) if work.auditors else None
    folders = list(dict.fromkeys(path.resolve().parent for path in choices.answers))
    report = find_anomalies(trace_edition(read, work, leniency, folders), seed=choices.seed)
    by_item, by_auditor, raw = _agreement(coded, work, choices.seed)
    count = 0 if coded is None else len(coded.audits)
    return FoundQuality(work, report, leniency, by_item, by_auditor, raw, count)


def _agreement(
    coded: DoubleCoding | None, work: AuditWork, seed: int
) -> tuple[dict[str, Agreement], dict[int, Agreement], float]:
    """Return the agreement by item, by auditor, and the share of equal answers."""
    if coded is None or not len(coded.audits):
        return {}, {}, float("nan")
    items = work.compiled.grid.items
    asked = np.flatnonzero((~np.isnan(coded.codes)).sum(axis=0).max(axis=0) >= 2)
    codes = coded.codes[:, :, asked]
    metrics = [METRICS[items[k].kind] for k in asked]
    bootstrap = Bootstrap(seed)
    by_item = agreement_by_item(codes, metrics, bootstrap)
    auditors = work.auditor_index[coded.audits]
    by_auditor = agreement_by_auditor(codes, auditors, metrics, bootstrap)
    raw = raw_agreement_share(codes.reshape(codes.shape[0], -1))
    return (
        {items[k].code: one for k, one in zip(asked.tolist(), by_item, strict=True)},
        by_auditor,
        raw,
    )


def _sentence(flag: Flag, auditor: str, audits: Sequence[str]) -> Text:
    return Text(
        say_flag(flag, auditor, audits, Language.FR), say_flag(flag, auditor, audits, Language.EN)
    )


def _sentences(found: FoundQuality) -> tuple[str, ...]:
    language = language_of_commands()
    return (
        *say_anomalies(found.report, len(found.work.edition.audits), language),
        *say_leniency(found.leniency, language),
        *say_agreement(found.by_item, found.raw_agreement, found.n_double_coded, language),
    )
