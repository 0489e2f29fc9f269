"""A seeded edition of fictional bodies on the indicators of the reference grid, for the pages."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from barometer.core.grids.model import Grid, Text
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.edition import score_batches, score_edition
from barometer.core.scoring.encoding import Answers, AnswerState, Audits, Bodies, EditionInput
from barometer.documents.summary_data import EditionFacts, SummaryData, gather_losses
from tests.factories.grids import make_grid

GRID_FOLDER = (
    Path(__file__).resolve().parents[2] / "src/barometer/reference_grids/public-service/v1"
)
SCENARIOS = (
    ("phone-information", "phone", ""),
    ("phone-appointment", "phone", ""),
    ("phone-assistance", "phone", ""),
    ("phone-complaint", "phone", ""),
    ("email-information", "mail", ""),
    ("email-certificate", "mail", ""),
    ("letter-procedure", "mail", ""),
    ("email-complaint", "mail", ""),
    ("website-desktop", "website", ""),
    ("website-mobile", "website", ""),
    ("social-weekday", "social", ""),
    ("social-weekend", "social", ""),
    ("desk-information", "desk", "desk"),
    ("desk-procedure", "desk", "desk"),
)
QUESTIONS = (
    (
        "Le nom du service est-il annoncé dès les premiers mots ?",
        "Is the name of the service given in the first words?",
        "Annoncer le nom du service, puis saluer, dès le décroché.",
        "State the name of the service, then greet, on picking up.",
    ),
    (
        "La réponse donne-t-elle toutes les pièces à fournir, en une fois ?",
        "Does the answer list all the documents to provide, at once?",
        "Tenir à jour une liste des pièces par démarche et la donner en entier.",
        "Keep a list of documents per procedure and give it in full.",
    ),
    (
        "Un délai de traitement est-il indiqué, en jours ?",
        "Is a processing time stated, in days?",
        "Indiquer un délai en jours, tenu dans neuf cas sur dix.",
        "State a time in days, kept nine times out of ten.",
    ),
)
PLACES = (
    "Ambrières", "Belleserre", "Champvert", "Doulmont", "Étrecy", "Fontclaire", "Grandval",
    "Hautepierre", "Issarc", "Joncherolles", "Keravel", "Lormagne", "Montrival", "Nerville",
    "Orgelais", "Pontbrun", "Quercigny", "Rochemaure-les-Bains", "Saint-Aubin-sur-Vire",
    "Tréganec", "Urville", "Valserine", "Waldbourg", "Xertin", "Yvrac-le-Haut", "Zuytbeke",
)  # fmt: skip
KINDS = (
    ("town", "Commune – {}"),
    ("town", "Commune – {}"),
    ("group", "Communauté d’agglomération {} Terres et Rivières"),
    ("hospital", "Centre hospitalier intercommunal de {} et de sa région"),
    ("housing", "Office public de l’habitat de {}"),
)
KIND_NAMES = {
    ("kind", "town"): Text("Communes", "Towns"),
    ("kind", "group"): Text("Intercommunalités", "Groups of towns"),
    ("kind", "hospital"): Text("Hôpitaux", "Hospitals"),
    ("kind", "housing"): Text("Bailleurs sociaux", "Social housing"),
}


def rows_of(name: str) -> list[dict[str, str]]:
    with (GRID_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def make_sample_grid() -> Grid:
    """Return the axes and indicators of the reference grid with three items each."""
    indicators = rows_of("indicators")
    items = []
    for row in indicators:
        seen = " ".join(code for code, channel, _ in SCENARIOS if channel == row["channel"])
        items += [
            {
                "code": f"{row['code']}-{number:02}",
                "indicator": row["code"],
                "weight": "2" if number == 2 else "1",
                "scenarios": seen,
                "label_fr": french.replace(" ?", "\u202f?"),
                "label_en": english,
                "improve_fr": improve_fr,
                "improve_en": improve_en,
                "norm": "Services Publics+ engagement 4" if number == 3 else "",
            }
            for number, (french, english, improve_fr, improve_en) in enumerate(QUESTIONS, start=1)
        ]
    phone = [row["code"] for row in indicators if row["channel"] == "phone"]
    return make_grid(
        grid=[
            {"key": "code", "value": "public-service"},
            {"key": "title_fr", "value": "Service public"},
            {"key": "title_en", "value": "Public service"},
        ],
        steps=rows_of("steps"),
        channels=rows_of("channels"),
        criteria=rows_of("criteria"),
        indicators=indicators,
        items=items,
        gates=[
            {
                "code": "unreached",
                "item": "phone-calls-answered-01",
                "closes": " ".join(f"indicator:{code}" for code in phone),
            }
        ],
        scenarios=[
            {"code": code, "channel": channel, "option": option}
            for code, channel, option in SCENARIOS
        ],
    )


def make_sample_bodies(count: int) -> Bodies:
    kinds = [KINDS[k % len(KINDS)] for k in range(count)]
    names = [
        pattern.format(PLACES[k * 7 % len(PLACES)] + ("" if k < len(PLACES) else f" {k}"))
        for k, (_, pattern) in enumerate(kinds)
    ]
    return Bodies(
        tuple(f"S{k:03}" for k in range(count)),
        tuple(names),
        {
            "kind": tuple(kind for kind, _ in kinds),
            "region": tuple(("Nord", "Sud")[k % 2] for k in range(count)),
        },
    )


def draw_edition(compiled: CompiledGrid, bodies: Bodies, seed: int) -> EditionInput:
    """Return answers drawn from a level per body and per question; some bodies lack audits."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0.75, 0.35, len(bodies))
    ease = rng.normal(0.0, 0.9, len(compiled.grid.items))
    order = np.argsort(compiled.scenario_channel, kind="stable")
    plan = [
        (body, int(scenario))
        for body in range(len(bodies))
        for scenario in order
        if _is_planned(compiled, body, int(scenario))
    ]
    audit, item, value, state = [], [], [], []
    for number, (body, scenario) in enumerate(plan):
        mood = rng.normal(0.0, 0.5)
        for place in np.flatnonzero(compiled.sees[scenario]):
            chance = 1 / (1 + np.exp(-(level[body] + ease[place] + mood)))
            is_seen = rng.random() > 0.03
            audit.append(number)
            item.append(place)
            value.append(float(rng.random() < chance) if is_seen else np.nan)
            state.append(AnswerState.ANSWERED if is_seen else AnswerState.NOT_OBSERVED)
    return EditionInput(
        bodies,
        Audits(
            tuple(f"A{k:04}" for k in range(len(plan))),
            np.array([body for body, _ in plan], np.int32),
            np.array([scenario for _, scenario in plan], np.int32),
            np.array([compiled.scenario_channel[s] for _, s in plan], np.int32),
        ),
        Answers(
            np.array(audit, np.int32),
            np.array(item, np.int16),
            np.array(value, np.float64),
            np.array(state, np.uint8),
        ),
    )


def _is_planned(compiled: CompiledGrid, body: int, scenario: int) -> bool:
    """Every fourth body chose the desk; one body has two audits only, one no social media."""
    code = compiled.grid.scenarios[scenario].code
    if code.startswith("desk"):
        return body % 4 == 0
    if body == 7:
        return code in {"phone-information", "website-desktop"}
    return not (body == 5 and code.startswith("social"))


def summarise(
    compiled: CompiledGrid, edition: EditionInput, *, is_simulated: bool = True
) -> SummaryData:
    """Return the scored edition with plain facts."""
    return SummaryData(
        compiled,
        edition.bodies,
        score_edition(compiled, edition),
        gather_losses(compiled, score_batches(compiled, edition)),
        EditionFacts(
            title=Text("Édition 2025", "2025 edition"),
            is_simulated=is_simulated,
            method_version="1.0",
            software_version="0.1.0",
            started_on=date(2025, 3, 1),
            ended_on=date(2025, 4, 30),
            made_on=date(2025, 5, 12),
            fingerprints=(("answers.csv", "9f2c41d07be35a18" * 4), ("bodies.csv", "07" * 32)),
            properties=(("kind", Text("Famille", "Family")), ("region", Text("Région", "Region"))),
            property_values=KIND_NAMES,
        ),
    )


@cache
def make_sample(count: int = 30, seed: int = 2025) -> SummaryData:
    compiled = compile_grid(make_sample_grid())
    return summarise(compiled, draw_edition(compiled, make_sample_bodies(count), seed))
