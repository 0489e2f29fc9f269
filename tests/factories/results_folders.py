"""Small scored editions on disk, for what is made of results."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from barometer.core.grids.model import Grid
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.edition import score_batches, score_edition
from barometer.core.scoring.encoding import Answers, Audits, EditionInput
from barometer.files.results import ResultsToWrite, write_results
from barometer.files.results_contributions import tabulate_contributions
from barometer.files.results_manifest import describe_results
from barometer.files.results_tables import tabulate_results
from tests.factories.editions import Answered, make_edition
from tests.factories.grids import make_grid

KINDS = ("town",) * 24 + ("hospital",) * 12 + ("library",) * 4
STRATA = ("small", "medium", "large")


def small_grid(version: str = "1", *, extra: Sequence[dict[str, str]] = ()) -> Grid:
    """Return three indicators over two criteria and two channels, two items each."""
    return make_grid(
        grid=[{"key": "version", "value": version}],
        channels=[{"code": "phone"}, {"code": "mail"}, {"code": "desk"}],
        criteria=[{"code": "courtesy"}, {"code": "reply"}],
        indicators=[
            {"code": "call", "weight": "3"},
            {"code": "tone", "step": "handling", "weight": "2"},
            {"code": "letter", "channel": "mail", "criterion": "reply", "weight": "1"},
            {"code": "visit", "channel": "desk", "option": "desk"},
        ],
        items=[
            {"code": f"{code}-{k:02}", "indicator": code, "scenarios": scenario, "essential": "yes"
             if code == "call" else "", "effort": "quick" if code == "call" else "heavy"}
            for code, scenario in (("call", "phoning"), ("tone", "phoning"), ("letter", "writing"))
            for k in (1, 2, 3)
        ]
        + [{"code": "visit-01", "indicator": "visit", "scenarios": "visiting"}, *extra],
        scenarios=[
            {"code": "phoning"},
            {"code": "writing", "channel": "mail"},
            {"code": "visiting", "channel": "desk", "option": "desk"},
        ],
    )  # fmt: skip


def draw_small_edition(
    seed: int, *, bodies: int = 40, ease: float = 0.6, grid: Grid | None = None
) -> tuple[CompiledGrid, EditionInput]:
    """Return an edition whose answers follow a level per body; S00 gets nearly everything right.

    Every body has eight audits; nobody chose the desk.
    """
    draw = random.Random(seed)
    levels = [ease + draw.uniform(-0.15, 0.15) for _ in range(bodies)]
    answered: list[Answered] = []
    channels, scenarios = {}, {}
    for body, level in enumerate(levels):
        chance = max(0.99, level) if body == 0 else level
        for number in range(8):
            audit = f"S{body:02}-{number}"
            is_call = number < 5
            channels[audit] = "phone" if is_call else "mail"
            scenarios[audit] = "phoning" if is_call else "writing"
            answered += [
                (f"S{body:02}", audit, f"{code}-{k:02}", "yes" if draw.random() < chance else "no")
                for code in (("call", "tone") if is_call else ("letter",))
                for k in (1, 2, 3)
            ]
    return make_edition(
        grid or small_grid(),
        answered,
        channels=channels,
        scenarios=scenarios,
        bodies=[f"S{body:02}" for body in range(bodies)],
        properties={
            "kind": [KINDS[body % len(KINDS)] for body in range(bodies)],
            "stratum": [STRATA[body % 3] for body in range(bodies)],
            "certified": ["yes" if body % 4 == 0 else "no" for body in range(bodies)],
        },
    )


def save_results(folder: Path, compiled: CompiledGrid, edition: EditionInput) -> Path:
    """Score an edition and write its results; return the folder."""
    manifest = describe_results(
        compiled.grid, edition, inputs=(), made_on=date(2026, 5, 1), confidence=0.95
    )
    contributions = tabulate_contributions(compiled, edition, score_batches(compiled, edition))
    tables = tabulate_results(compiled, edition.bodies, score_edition(compiled, edition))
    write_results(folder, ResultsToWrite(manifest, tables, contributions), formats=("parquet",))
    return folder


def save_answers(
    folder: Path,
    edition: EditionInput,
    compiled: CompiledGrid,
    *,
    audits: Sequence[int] | None = None,
    auditors: int = 4,
    changed: Sequence[int] = (),
    name: str = "answers.csv",
) -> Path:
    """Write answers as people do, with auditors and moments; return the file.

    Each auditor makes audits one after the other, half an hour each. ``auditors`` of 0 leaves the
    columns out. The first answer of the audits ``changed`` is turned round.
    """
    wanted = range(len(edition.audits)) if audits is None else audits
    lines = ["body,audit,scenario,item,answer" + (",auditor,started_at,ended_at" * bool(auditors))]
    scenarios = [scenario.code for scenario in compiled.grid.scenarios]
    answers = edition.answers
    for audit in wanted:
        rows = [k for k in range(len(answers)) if answers.audit[k] == audit]
        start = datetime(2026, 3, 2, 9) + timedelta(minutes=30 * (audit // max(auditors, 1)))
        tail = (
            f",E{audit % auditors},{start.isoformat()},"
            f"{(start + timedelta(minutes=20 + audit % 7)).isoformat()}"
            if auditors
            else ""
        )
        for place, row in enumerate(rows):
            value = bool(answers.value[row]) != (audit in changed and place == 0)
            lines.append(
                f"{edition.bodies.codes[edition.audits.body[audit]]},{edition.audits.codes[audit]},"
                f"{scenarios[edition.audits.scenario[audit]]},"
                f"{compiled.grid.items[answers.item[row]].code},{'yes' if value else 'no'}{tail}"
            )
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def save_bodies(folder: Path, edition: EditionInput) -> Path:
    """Write the bodies as people do; return the file."""
    lines = ["code,name", *(f"{code},{code}" for code in edition.bodies.codes)]
    path = folder / "bodies.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def keep_audits(edition: EditionInput, kept: Sequence[int]) -> EditionInput:
    """Return an edition with some of its audits only, by position."""
    audits, answers = edition.audits, edition.answers
    place = {old: new for new, old in enumerate(kept)}
    rows = [k for k, audit in enumerate(answers.audit.tolist()) if audit in place]
    return EditionInput(
        edition.bodies,
        Audits(
            tuple(audits.codes[k] for k in kept),
            audits.body[kept],
            audits.scenario[kept],
            audits.stratum[kept],
        ),
        Answers(
            np.array([place[audit] for audit in answers.audit[rows].tolist()], np.int32),
            answers.item[rows],
            answers.value[rows],
            answers.state[rows],
        ),
    )
