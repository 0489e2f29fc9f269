"""From the raw records of the eGovernment Benchmark 2023 to bodies and answers of the grid.

Usage: ``python mapping.py DATA_DIR OUT_DIR`` writes ``bodies.csv`` and ``answers.csv``.

Only how an answer was recorded is settled here; what answers are worth, and how they combine, is
in the grid. README.md gives the reason for each convention.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import NamedTuple

YES, NO, NOT_RELEVANT, BLANK = "yes", "no", "not_applicable", ""

Record = Mapping[str, str]
Answers = dict[str, str]

LABEL_REPAIRS = {
    "1.3 Submit financial reports t+E484:W508o business registration office": (
        "1.3 Submit financial reports to business registration office"
    ),
    "2.4 Electronic health records ": "2.4 Apply for electronic health records ",
}
"""Damaged labels of two services (CH), and the label of the same service elsewhere."""

BUSINESS_LIFE_EVENTS = ("Business Start-up", "Economic")
TRANSACTIONAL = "Transactional"
NOT_APPLICABLE, PROACTIVE, LIVE = "not applicable", "proactive", "live"

AVAILABILITY = ("A1", "A2", "A3")
DELIVERY = ("C1", "C2", "C3", "C4", "C5", "C6", "C7")
PORTAL_ITEMS = (
    *("B1", "B2_1", "B2_2", "B3", "B4", "B5", "B6", "B7", "D1", "D2", "D3", "D4", "D5"),
    *("E1", "E2", "E3", "E4", "F10", "F11", "H1", "H2", "H3"),
)
DEGREES = ("D1", "D5")
MOBILE_COLUMN = "Mobile Friendliness"


@dataclass(frozen=True, slots=True)
class Body:
    """One service of a country, seen from inside or from abroad, or its portals."""

    code: str
    name: str
    country: str
    life_event: str
    service: str
    type: str
    level: str
    year: str
    audience: str
    scope: str


class Answer(NamedTuple):
    """One answer: body, audit (one web address), channel of the grid, item, answer."""

    body: str
    audit: str
    channel: str
    item: str
    answer: str


BODY_COLUMNS = tuple(field.name for field in fields(Body))


def read_records(folder: Path, prefix: str) -> list[Record]:
    """Return the lines of the one file with this prefix; ``A1: long title`` becomes ``A1``."""
    (path,) = folder.glob(prefix + "*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [re.sub(r"^([A-I]\d\w*)\b.*", r"\1", name, flags=re.S) for name in next(reader)]
        return [dict(zip(header, row, strict=True)) for row in reader]


def read_answer(text: str) -> str:
    """Return yes, no, not relevant, or blank (not filled, or unreadable such as ``Yyes``).

    Case, outer blanks and a final asterisk do not count; ``.`` is one spelling of not relevant.
    """
    plain = text.strip().lower().rstrip("*")
    return {"yes": YES, "no": NO, "nr": NOT_RELEVANT, ".": NOT_RELEVANT}.get(plain, BLANK)


def read_level(text: str) -> str:
    """Return Central, Regional, Local, or nothing; National is another word for Central."""
    word = text.strip().capitalize()
    return {"National": "Central", ".": ""}.get(word, word)


def status_of(records: Sequence[Record]) -> str:
    """Return whether a service exists, is delivered unasked, or is live; its providers say it."""
    providers = {record["Service Provider"].strip().lower() for record in records}
    if providers <= {NOT_APPLICABLE}:
        return NOT_APPLICABLE
    return PROACTIVE if providers <= {PROACTIVE} else LIVE


def plain_answers(records: Sequence[Record], item: str) -> list[str]:
    """Return yes or no at each address; whatever is not a yes is a no."""
    return [YES if read_answer(record[item]) == YES else NO for record in records]


def settled_answers(records: Sequence[Record], item: str) -> list[str]:
    """Return the answer at each address; not relevant only if every address says so."""
    if all(read_answer(record[item]) == NOT_RELEVANT for record in records):
        return [NOT_RELEVANT] * len(records)
    return plain_answers(records, item)


def open_gates(records: Sequence[Record], gate: str) -> list[str]:
    """Return at each address whether what ``gate`` asks about is needed there, yes or no.

    Where no address says anything, it is taken to be needed: nothing proves the contrary.
    """
    if all(read_answer(record[gate]) == BLANK for record in records):
        return [YES] * len(records)
    return plain_answers(records, gate)


def gated_answers(gates: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[Answers]:
    """Return the answers at each address: none where the gate is shut."""
    return [
        {item: answers[k] for item, answers in columns.items()} if gate == YES else {}
        for k, gate in enumerate(gates)
    ]


def behind_gate(
    records: Sequence[Record], gate: str, items: Sequence[str], *, is_settled: bool = True
) -> list[Answers]:
    """Return gate and answers at each address; ``is_settled``: they may be not relevant."""
    gates = open_gates(records, gate)
    read = settled_answers if is_settled else plain_answers
    answers = gated_answers(gates, {item: read(records, item) for item in items})
    return [{gate: opening} | found for opening, found in zip(gates, answers, strict=True)]


def columns_of(records: Sequence[Record], columns: Mapping[str, Sequence[str]]) -> list[Answers]:
    """Return the answers of some items, item by item, as answers address by address."""
    return [{item: found[k] for item, found in columns.items()} for k in range(len(records))]


def joined(*parts: Sequence[Answers]) -> list[Answers]:
    """Return the answers of several parts, address by address."""
    return [
        {item: answer for found in address for item, answer in found.items()}
        for address in zip(*parts, strict=True)
    ]


def mobile_answers(records: Sequence[Record]) -> list[Answers]:
    """Return the mobile test at each address that has one; 0 everywhere if none has."""
    found = [record[MOBILE_COLUMN].strip() for record in records]
    if not any(is_number(text) for text in found):
        return [{"M": "0"} for _ in found]
    return [{"M": text} if is_number(text) else {} for text in found]


def is_number(text: str) -> bool:
    """Return whether a text is a plain number."""
    return re.fullmatch(r"\d+(\.\d+)?", text) is not None


def record_service(records: Sequence[Record]) -> list[Answers]:
    """Return the answers at each address of a national service; none if it does not apply."""
    status = status_of(records)
    if status == NOT_APPLICABLE:
        return [{} for _ in records]
    if status == PROACTIVE:
        return record_proactive_service(records)
    availability = columns_of(records, {q: plain_answers(records, q) for q in AVAILABILITY})
    common = joined(availability, mobile_answers(records))
    if records[0]["Type"] != TRANSACTIONAL:
        return common
    return joined(
        common,
        delivery_and_identity(records),
        behind_gate(records, "F6", ("F7_1", "F7_2"), is_settled=False),
        behind_gate(records, "F8", ("F9",)),
    )


def delivery_and_identity(records: Sequence[Record]) -> list[Answers]:
    """Return the answers on service delivery and on identification at each address."""
    return joined(
        columns_of(records, {item: settled_answers(records, item) for item in DELIVERY}),
        behind_gate(records, "F1", ("F2", "F3", "F4")),
    )


def record_proactive_service(records: Sequence[Record]) -> list[Answers]:
    """Return the answers of a service delivered unasked: available, mobile and pre-filled.

    Delivery and identification stay as they were filled; so do documents, except that a service
    that needs none at any address is recorded as needing one and not offering it.
    """
    given = dict.fromkeys(AVAILABILITY, YES) | {"M": "100"}
    if records[0]["Type"] != TRANSACTIONAL:
        return [dict(given) for _ in records]
    documents = behind_gate(records, "F6", ("F7_1", "F7_2"), is_settled=False)
    if all(found["F6"] == NO for found in documents):
        documents = [{"F6": YES, "F7_1": NO, "F7_2": NO} for _ in records]
    filled = {"F8": YES, "F9": YES}
    return joined([given | filled for _ in records], delivery_and_identity(records), documents)


def record_service_abroad(records: Sequence[Record]) -> list[Answers]:
    """Return the answers at each address of a service seen from abroad; all yes if proactive."""
    status = status_of(records)
    if status == NOT_APPLICABLE:
        return [{} for _ in records]
    is_transactional = records[0]["Type"] == TRANSACTIONAL
    if status == PROACTIVE:
        items = ("G1", "G2", *(("I1", "I2", "I3", "I4_1", "I4_2") if is_transactional else ()))
        return [dict.fromkeys(items, YES) for _ in records]
    availability = columns_of(records, {q: plain_answers(records, q) for q in ("G1", "G2")})
    if not is_transactional:
        return availability
    return joined(
        availability,
        behind_gate(records, "I1", ("I2",)),
        behind_gate(records, "I3", ("I4_1", "I4_2"), is_settled=False),
    )


def record_portal(records: Sequence[Record]) -> list[Answers]:
    """Return the answers on each portal; what is blank or not relevant there is left out."""
    return [
        {
            item: answer
            for item in PORTAL_ITEMS
            if item in record and (answer := portal_answer(item, record[item]))
        }
        for record in records
    ]


def portal_answer(item: str, text: str) -> str:
    """Return yes, no or a degree; nothing when the portal has no answer."""
    if item in DEGREES:
        return text.strip() if is_number(text.strip()) else ""
    answer = read_answer(text)
    return answer if answer in (YES, NO) else ""


@dataclass(frozen=True, slots=True)
class Source:
    """One raw file: its prefix, the scope of its bodies, the channel and audits it gives."""

    prefix: str
    scope: str
    channel: str
    audits: str


SOURCES = (
    Source("3b_", "national", "service", "service"),
    Source("4b_", "cross-border", "abroad", "abroad"),
    Source("5_", "portal", "portal", "portal"),
    Source("6_", "portal", "portal", "portal-abroad"),
)
RECORDERS = {
    "national": record_service,
    "cross-border": record_service_abroad,
    "portal": record_portal,
}


def slug(text: str) -> str:
    """Return a text as part of a code: ``Business Start-up`` becomes ``business-start-up``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def label_of(record: Record) -> str:
    """Return the label of the service of a record, repaired; nothing for a portal."""
    label = record.get("Service", "")
    return LABEL_REPAIRS.get(label, label)


def body_of(record: Record, scope: str) -> Body:
    """Return the body of a record; level and year are those of its first record."""
    country, life_event, label = record["Country"], record["Life event"], label_of(record)
    number = label.split(" ")[0] if label else "portal"
    abroad = ("abroad",) if scope == "cross-border" else ()
    return Body(
        code="-".join((country, slug(life_event), number, *abroad)),
        name=f"{country}, {life_event}, {label.strip() or 'portals'}",
        country=country,
        life_event=life_event,
        service=label,
        type=record["Type"] if label else "",
        level=read_level(record.get("Government level", "")),
        year=record["Year data collection"],
        audience="business" if life_event in BUSINESS_LIFE_EVENTS else "citizen",
        scope=scope,
    )


def map_records(
    source: Source, records: Iterable[Record], bodies: dict[str, Body]
) -> Iterator[Answer]:
    """Yield the answers of one raw file, body by body; ``bodies`` receives the new ones.

    Audits are numbered by their record in the file; identical records stay two audits.
    """
    groups: dict[str, list[tuple[int, Record]]] = {}
    for number, record in enumerate(records, start=1):
        body = body_of(record, source.scope)
        bodies.setdefault(body.code, body)
        groups.setdefault(body.code, []).append((number, record))
    record_answers = RECORDERS[source.scope]
    for code, numbered in groups.items():
        found = record_answers([record for _, record in numbered])
        for (number, _), answers in zip(numbered, found, strict=True):
            audit = f"{source.audits}-{number}"
            for item, answer in answers.items():
                yield Answer(code, audit, source.channel, item, answer)


def map_folder(folder: Path) -> tuple[list[Body], list[Answer]]:
    """Return all bodies and answers of the raw files of a folder."""
    bodies: dict[str, Body] = {}
    answers = [
        answer
        for source in SOURCES
        for answer in map_records(source, read_records(folder, source.prefix), bodies)
    ]
    return list(bodies.values()), answers


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows of text as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def write_mapping(folder: Path, out: Path) -> list[Body]:
    """Write ``bodies.csv`` and ``answers.csv`` into ``out``; return the bodies."""
    bodies, answers = map_folder(folder)
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "bodies.csv", BODY_COLUMNS, map(astuple, bodies))
    write_table(out / "answers.csv", Answer._fields, answers)
    return bodies


if __name__ == "__main__":
    write_mapping(Path(sys.argv[1]), Path(sys.argv[2]))
