import csv
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import astuple
from importlib.util import module_from_spec, spec_from_file_location
from math import isnan
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

import pytest

EXAMPLE = "examples/egovernment-benchmark-2023"
DATA = "eu-egov-benchmark-2023"
NATIONAL = {
    "Online availability",
    "Mobile Friendliness",
    "Service delivery",
    "eID",
    "eDocuments",
    "Pre-filed forms",
}

FILLED = (
    *("A1", "A2", "A3", "C1", "C2", "C3", "C4", "C5", "C6", "C7"),
    *("F1", "F2", "F3", "F4", "F6", "F7_1", "F7_2", "F8", "F9"),
)

COMPONENTS = {
    "Online availability": ("A1", "A2", "A2", "A3"),
    "Cross-border online availability": ("G1", "G2"),
}
"""Questions, each as often as it weighs, of the indicators whose means follow from them."""

Rows = list[dict[str, str]]


def load(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"egovernment_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def mapping(root: Path) -> ModuleType:
    return load(root / EXAMPLE / "mapping.py")


@pytest.fixture(scope="module")
def tidy(root: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The tidy table that the command of the example writes."""
    out = tmp_path_factory.mktemp("egovernment") / "out.csv"
    subprocess.run([root / EXAMPLE / "reproduce", shared_data / DATA, out], check=True)
    return read(out)


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return None if text in {"", "."} else float(text)


def is_equal(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-9


def pages(levels: str, **columns: str) -> Rows:
    """Records of one service; each column is its answers by address, separated by blanks."""
    blank = dict.fromkeys(FILLED, "")
    common = {
        "Country": "AA",
        "Life event": "Family",
        "Service": "1.1 Register a birth",
        "Type": "Transactional",
        "Year data collection": "2022",
        "Service Provider": "Town",
        "Mobile Friendliness": "100",
    }
    split = {name.replace("_of_", " "): text.split("/") for name, text in columns.items()}
    return [
        blank
        | common
        | {"Government level": level}
        | {name: found[place] for name, found in split.items()}
        for place, level in enumerate(levels.split())
    ]


# Published results of the Commission (3a_ and 1_), 21 countries.


def test_every_published_service_score_is_met_exactly(tidy: Rows, shared_data: Path) -> None:
    ours = {
        (row["country"], row["life_event"], row["service"], row["indicator"]): row["score"]
        for row in tidy
        if row["level"] == "service"
    }
    wrong = [
        (record["Country"], record["Label service"], column)
        for record in read(shared_data / DATA / "3a_services_resultats.csv")
        for column in NATIONAL
        if not is_equal(
            number(ours[record["Country"], record["Life event"], record["Label service"], column]),
            number(record[column]),
        )
    ]
    assert wrong == []


def test_every_published_life_event_and_country_score_is_met_but_one(
    tidy: Rows, shared_data: Path
) -> None:
    ours = {
        (row["country"], row["life_event"], row["indicator"]): row["score"]
        for row in tidy
        if row["level"] != "service"
    }
    wrong, met = [], 0
    for record in read(shared_data / DATA / "1_scores.csv"):
        for column, life_event in published_columns(record).items():
            score = ours.get((record["Country"], life_event, record["Scoring"]), "")
            if is_equal(number(score), number(record[column])):
                met += 1
            else:
                wrong.append((record["Country"], column, record["Scoring"]))
    assert wrong == [("PL", "Central", "4.4 Cross-border eDocuments")]
    assert met == 21 * 19 * 17 - 1


def published_columns(record: Mapping[str, str]) -> dict[str, str]:
    """Columns of the editions 2021 and 2022, and our ``life_event`` of each."""
    averages = [
        "Business life events 2021 + 2022",
        "Citizen life events 2021 + 2022",
        "Average (2022)",
        "Average (2021)",
        "Central",
        "Regional",
        "Local",
    ]
    columns = {name: name for name in averages} | {"Biennial average 2021 + 2022": ""}
    for name in record:
        if name.endswith((" (2021)", " (2022)")) and name not in columns:
            life_event = name.removesuffix(" (2021)").removesuffix(" (2022)")
            columns[name] = {"Regular business operations": "Economic"}.get(life_event, life_event)
    return columns


def test_published_column_repeats_the_files(tidy: Rows) -> None:
    known = [row for row in tidy if row["published"]]
    assert {row["level"]: 0 for row in known} == {"service": 0, "life_event": 0, "country": 0}
    gaps = [row for row in known if not is_equal(number(row["score"]), number(row["published"]))]
    assert [(row["country"], row["life_event"], row["indicator"]) for row in gaps] == [
        ("PL", "Central", "4.4 Cross-border eDocuments")
    ]


def test_table_covers_all_countries_of_the_records(tidy: Rows) -> None:
    assert list(tidy[0]) == [
        "level",
        "country",
        "life_event",
        "service",
        "indicator",
        "score",
        "published",
    ]
    headline = [
        row
        for row in tidy
        if (row["level"], row["life_event"], row["indicator"])
        == ("country", "", "0. OVERALL SCORE")
    ]
    assert len(headline) == 35
    assert all(row["score"] for row in headline)
    assert sum(1 for row in headline if row["published"]) == 21


# Second oracle: means over all 35 countries, published by service (2a_), 14 countries of which
# have no other published figure. Causes of the five differences: README of the example.


def test_means_over_all_countries_are_met_but_five(tidy: Rows, shared_data: Path) -> None:
    ours = defaultdict(list)
    for row in tidy:
        if row["level"] == "service" and row["score"]:
            key = (row["life_event"], row["service"], row["indicator"])
            ours[key].append(float(row["score"]))
    wrong = set()
    for record in read(shared_data / DATA / "2a_services_eu.csv"):
        label = record["Label service"]
        for indicator, theirs in european_means(record).items():
            scores = ours[record["Life event"], label, indicator]
            if not is_equal(fmean(scores) if scores else None, theirs):
                wrong.add((record["Life event"], label[:3], indicator))
    assert wrong == {
        ("Health", "2.4", "Online availability"),
        ("Health", "2.4", "Mobile Friendliness"),
        ("Health", "2.4", "Pre-filed forms"),
        ("Economic", "3.2", "Cross-border eDocuments"),
        ("Business Start-up", "6.2", "Cross-border eDocuments"),
    }


def european_means(record: Mapping[str, str]) -> dict[str, float | None]:
    if not record["Label service"] or "Average" in record["Label service"]:
        return {}
    plain = (
        "Mobile Friendliness",
        "eDocuments",
        "Pre-filed forms",
        "Cross-border eID",
        "Cross-border eDocuments",
    )
    means = {name: number(record[name]) for name in plain}
    for name, items in COMPONENTS.items():
        parts = [number(record[item]) for item in items]
        known = [part for part in parts if part is not None]
        means[name] = fmean(known) if known else None
    return means


# The mapping, on handmade lines.


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", "yes"),
        ("YEs", "yes"),
        ("NO", "no"),
        ("nr ", "not_applicable"),
        ("NR*", "not_applicable"),
        (".", "not_applicable"),
        ("", ""),
        ("Yyes", ""),
    ],
)
def test_answers_are_read_in_all_their_spellings(
    mapping: ModuleType, text: str, answer: str
) -> None:
    assert mapping.read_answer(text) == answer


@pytest.mark.parametrize(
    ("text", "level"),
    [("National", "Central"), ("central", "Central"), ("Local", "Local"), (".", ""), ("", "")],
)
def test_level_has_one_spelling(mapping: ModuleType, text: str, level: str) -> None:
    assert mapping.read_level(text) == level


def test_not_relevant_holds_only_for_the_whole_service(mapping: ModuleType) -> None:
    found = mapping.record_service(pages("Local Local", C1="NR/Yes", C2="NR/.", C3="/No"))
    assert [(a["C1"], a["C2"], a["C3"]) for a in found] == [
        ("no", "not_applicable", "no"),
        ("yes", "not_applicable", "no"),
    ]


def test_answers_behind_a_shut_gate_are_left_out(mapping: ModuleType) -> None:
    found = mapping.record_service(pages("Local Local", F1="Yes/NR", F2="No/No", F3="NR/No"))
    assert [{k: a[k] for k in a if k in {"F1", "F2", "F3"}} for a in found] == [
        {"F1": "yes", "F2": "no", "F3": "no"},
        {"F1": "no"},
    ]


def test_gate_blank_everywhere_is_open_and_unanswered(mapping: ModuleType) -> None:
    (found,) = mapping.record_service(pages("Central", F6=""))
    assert (found["F6"], found["F7_1"], found["F7_2"]) == ("yes", "no", "no")


def test_mobile_test_is_skipped_at_an_address_and_zero_without_any(mapping: ModuleType) -> None:
    some = mapping.record_service(pages("Local Local", Mobile_of_Friendliness="./100"))
    assert [found.get("M") for found in some] == [None, "100"]
    none = mapping.record_service(pages("Local Local", Mobile_of_Friendliness="./"))
    assert [found.get("M") for found in none] == ["0", "0"]


def test_service_that_does_not_apply_has_no_answer(mapping: ModuleType) -> None:
    assert mapping.record_service(pages("Central", Service_of_Provider="Not applicable")) == [{}]


def test_proactive_service_is_available_and_keeps_its_record_of_delivery(
    mapping: ModuleType,
) -> None:
    (found,) = mapping.record_service(
        pages("Central", Service_of_Provider="Proactive", C1="No", F1="No", F6="No")
    )
    wanted = {"A1": "yes", "A2": "yes", "A3": "yes", "M": "100", "F8": "yes", "F9": "yes"}
    assert {item: found[item] for item in wanted} == wanted
    assert (found["C1"], found["F1"]) == ("no", "no")
    assert (found["F6"], found["F7_1"], found["F7_2"]) == ("yes", "no", "no")


def test_informational_service_answers_availability_and_mobile_only(mapping: ModuleType) -> None:
    (found,) = mapping.record_service(pages("Central", Type="Informational", A1="Yes"))
    assert found == {"A1": "yes", "A2": "no", "A3": "no", "M": "100"}


def test_portal_leaves_out_what_it_has_no_answer_to(mapping: ModuleType) -> None:
    found = mapping.record_portal([{"B1": "Yes", "B3": "", "D1": "2", "D5": ".", "F10": "NR"}])
    assert found == [{"B1": "yes", "D1": "2"}]


def test_identical_records_are_two_audits_of_one_body(mapping: ModuleType) -> None:
    bodies: dict[str, Any] = {}
    source = mapping.SOURCES[0]
    records = pages("central Local", Type="Informational/Informational", A1="Yes/Yes")
    answers = list(mapping.map_records(source, records, bodies))
    assert list(bodies) == ["AA-family-1.1"]
    assert bodies["AA-family-1.1"].level == "Central"
    assert {answer.audit for answer in answers} == {"service-1", "service-2"}


def test_damaged_label_joins_its_service(mapping: ModuleType) -> None:
    (record,) = pages("Local", Service="2.4 Electronic health records ")
    assert mapping.body_of(record, "national").service == "2.4 Apply for electronic health records "


# The grid, on handmade lines; expected values by hand.


def test_grid_scores_a_local_service_by_the_mean_of_its_addresses(
    root: Path, mapping: ModuleType, tmp_path: Path
) -> None:
    records = pages(
        "Local Local Local",
        A1="Yes/Yes/No",
        A2="Yes/No/No",
        C1="NR/Yes/No",
        C2="NR/NR/.",
        F1="Yes/Yes/No",
        F2="Yes/No/Yes",
        F4="NR/NR/No",
        F6="No/No/No",
        F7_1="Yes/Yes/Yes",
        F8="Yes/No/No",
        F9="Yes/Yes/No",
    )
    bodies: dict[str, Any] = {}
    answers = list(mapping.map_records(mapping.SOURCES[0], records, bodies))
    mapping.write_table(
        tmp_path / "bodies.csv", mapping.BODY_COLUMNS, [astuple(body) for body in bodies.values()]
    )
    mapping.write_table(tmp_path / "answers.csv", mapping.Answer._fields, answers)
    scoring = load(root / EXAMPLE / "scoring.py")
    found = scoring.score_files(scoring.GRID, tmp_path / "bodies.csv", tmp_path / "answers.csv")
    scores = {
        code: found.of_body("AA-family-1.1", f"indicator:{code}")
        for code in ("online-availability", "service-delivery", "eid", "prefilled-forms")
    }
    assert scores == {
        "online-availability": pytest.approx(25 * 2 / 3 + 50 / 3),
        "service-delivery": pytest.approx(100 / 3 / 6),
        "eid": 17.0,
        "prefilled-forms": 100.0,
    }
    assert isnan(found.of_body("AA-family-1.1", "indicator:edocuments"))
    group = ("AA", "Family", "2022", "citizen")
    assert found.of_group("life-event", group, "indicator:online-availability") == pytest.approx(
        100 / 3
    )
