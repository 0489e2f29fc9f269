"""Map, score and compare: the tidy table of our scores beside the published ones.

Usage: ``python results.py DATA_DIR OUT.csv``; a count of matches goes to standard error.
"""

import csv
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from mapping import SOURCES, Body, read_records, write_mapping
from scoring import GRID, Figures, score_files

SERVICE_COLUMNS = {
    "national": {
        "Online availability": "indicator:online-availability",
        "Mobile Friendliness": "indicator:mobile-friendliness",
        "Service delivery": "indicator:service-delivery",
        "eID": "indicator:eid",
        "eDocuments": "indicator:edocuments",
        "Pre-filed forms": "indicator:prefilled-forms",
    },
    "cross-border": {
        "Cross-border online availability": "indicator:cross-border-online-availability",
        "Cross-border eID": "indicator:cross-border-eid",
        "Cross-border eDocuments": "indicator:cross-border-edocuments",
    },
    "portal": {},
}
"""Published column of each figure of a service, by scope; cross-border ones are ours to name."""

ROWS = {
    "0. OVERALL SCORE": "overall",
    "1. User centricity": "user-centricity",
    "1.1 Online availability": "indicator:online-availability",
    "1.2 Mobile friendliness": "indicator:mobile-friendliness",
    "1.3 User support": "indicator:user-support",
    "2. Transparency": "transparency",
    "2.1 Transparency of service delivery": "indicator:service-delivery",
    "2.2 Transparency of personal data": "indicator:personal-data",
    "2.3 Transparency of service design": "indicator:service-design",
    "3. Key Enablers": "key-enablers",
    "3.1 eID": "indicator:eid",
    "3.2 eDocuments": "indicator:edocuments",
    "3.3 Pre-filled forms": "indicator:prefilled-forms",
    "3.4 Digital Post": "indicator:digital-post",
    "4. Cross-border services": "cross-border-services",
    "4.1 Cross-border online availability": "indicator:cross-border-online-availability",
    "4.2 Cross-border user support": "indicator:cross-border-user-support",
    "4.3 Cross-border eID": "indicator:cross-border-eid",
    "4.4 Cross-border eDocuments": "indicator:cross-border-edocuments",
}
"""Published row of each figure of a life event or country."""

PUBLISHED_LIFE_EVENTS = {"Economic": "Regular business operations"}
"""Life events that ``1_scores.csv`` names otherwise than the records do."""

BIENNIAL = "Biennial average 2021 + 2022"
COUNTRY_COLUMNS = {
    BIENNIAL: ("biennial", ()),
    "Business life events 2021 + 2022": ("audience", ("business",)),
    "Citizen life events 2021 + 2022": ("audience", ("citizen",)),
    "Average (2022)": ("year", ("2022",)),
    "Average (2021)": ("year", ("2021",)),
    "Central": ("government", ("Central",)),
    "Regional": ("government", ("Regional",)),
    "Local": ("government", ("Local",)),
}
"""Level and rest of the key, after the country, of each published column of a country."""

EXACT = 1e-9
ONE_DECIMAL = 0.05


@dataclass(frozen=True, slots=True)
class Key:
    """What a score is of.

    ``life_event`` of a country holds the published column of its average; it is empty for the
    headline, the biennial average.
    """

    level: str
    country: str
    life_event: str
    service: str
    indicator: str


def service_scores(bodies: list[Body], figures: Figures) -> Iterator[tuple[Key, float]]:
    """Yield every figure of every service, in the order of the records."""
    for body in bodies:
        for column, figure in SERVICE_COLUMNS[body.scope].items():
            key = Key("service", body.country, body.life_event, body.service, column)
            yield key, figures.of_body(body.code, figure)


def life_event_scores(bodies: list[Body], figures: Figures) -> Iterator[tuple[Key, float]]:
    """Yield every row of every life event of every country."""
    found = dict.fromkeys((b.country, b.life_event, b.year, b.audience) for b in bodies)
    for group in sorted(found):
        for row, figure in ROWS.items():
            key = Key("life_event", group[0], group[1], "", row)
            yield key, figures.of_group("life-event", group, figure)


def country_scores(bodies: list[Body], figures: Figures) -> Iterator[tuple[Key, float]]:
    """Yield every row and column of every country, those of services only by government level."""
    for country in sorted({body.country for body in bodies}):
        for column, (level, rest) in COUNTRY_COLUMNS.items():
            for row, figure in ROWS.items():
                if figure in figures.of_level(level):
                    name = "" if column == BIENNIAL else column
                    key = Key("country", country, name, "", row)
                    yield key, figures.of_group(level, (country, *rest), figure)


def read_published(folder: Path, bodies: list[Body]) -> dict[Key, float]:
    """Return what the folder has of published scores; NaN where they state that there is none."""
    published: dict[Key, float] = {}
    if list(folder.glob("3a_*.csv")):
        for record in read_records(folder, "3a_"):
            for column in SERVICE_COLUMNS["national"]:
                names = (record["Country"], record["Life event"], record["Label service"])
                published[Key("service", *names, column)] = number(record[column])
    if list(folder.glob("1_*.csv")):
        columns = published_columns(bodies)
        for record in read_records(folder, "1_"):
            for column, (level, name) in columns.items():
                key = Key(level, record["Country"], name, "", record["Scoring"])
                published[key] = number(record[column])
    return published


def published_columns(bodies: list[Body]) -> dict[str, tuple[str, str]]:
    """Return our level and life event by column of ``1_scores.csv``."""
    columns = {
        f"{PUBLISHED_LIFE_EVENTS.get(body.life_event, body.life_event)} ({body.year})": (
            "life_event",
            body.life_event,
        )
        for body in bodies
    }
    return columns | {
        column: ("country", "" if column == BIENNIAL else column) for column in COUNTRY_COLUMNS
    }


def number(text: str) -> float:
    """Return a published number; NaN for ``.``, the sign of none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def verdict(ours: float, theirs: float) -> str:
    """Return how a score compares with the published one, in one word."""
    if math.isnan(theirs):
        return "exact" if math.isnan(ours) else "extra"
    if math.isnan(ours):
        return "missing"
    gap = abs(ours - theirs)
    if gap <= EXACT:
        return "exact"
    return "rounding" if gap <= ONE_DECIMAL else "different"


def spell(value: float) -> str:
    """Return a number in full precision; nothing for none."""
    return "" if math.isnan(value) else repr(value)


def write_tidy(out: Path, scores: Mapping[Key, float], published: Mapping[Key, float]) -> None:
    """Write the tidy table."""
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(field.name for field in fields(Key)), "score", "published"])
        for key, score in scores.items():
            theirs = published.get(key, math.nan)
            writer.writerow([*astuple(key), spell(score), spell(theirs)])


def report(scores: Mapping[Key, float], published: Mapping[Key, float]) -> Iterator[str]:
    """Yield the lines of the comparison: counts by level and indicator, then each difference."""
    words = ("exact", "rounding", "different", "missing", "extra")
    yield f"{'level':<11}{'indicator':<38}" + "".join(f"{word:>10}" for word in words)
    shared = {key: verdict(scores[key], published[key]) for key in scores if key in published}
    counts = Counter((key.level, key.indicator, word) for key, word in shared.items())
    for level, indicator in dict.fromkeys((key.level, key.indicator) for key in shared):
        found = "".join(f"{counts[level, indicator, word]:>10}" for word in words)
        yield f"{level:<11}{indicator:<38}{found}"
    for key, word in shared.items():
        if word != "exact":
            names = ", ".join(part for part in astuple(key) if part)
            theirs = spell(published[key]) or "none"
            yield f"{word}: {names}: {spell(scores[key]) or 'none'}, published {theirs}"


def reproduce(folder: Path, out: Path) -> list[str]:
    """Write the tidy table of a folder of raw records; return the lines of the comparison."""
    with tempfile.TemporaryDirectory() as temporary:
        mapped = Path(temporary)
        bodies = write_mapping(folder, mapped)
        figures = score_files(GRID, mapped / "bodies.csv", mapped / "answers.csv")
    scores = dict(
        (
            *service_scores(bodies, figures),
            *life_event_scores(bodies, figures),
            *country_scores(bodies, figures),
        )
    )
    published = read_published(folder, bodies)
    write_tidy(out, scores, published)
    return list(report(scores, published))


def main(folder: Path, out: Path) -> None:
    """Run the example; refuse a folder without the raw files."""
    absent = [s.prefix for s in SOURCES if len(list(folder.glob(s.prefix + "*.csv"))) != 1]
    if absent:
        sys.exit(
            f"{folder}: one file expected for each of {', '.join(p + '*.csv' for p in absent)}"
        )
    for line in reproduce(folder, out):
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
