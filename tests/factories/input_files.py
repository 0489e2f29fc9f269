"""Input files for tests: bodies and answers as people write them, and what is wrong with them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from barometer.core.faults import BadInput, Fault
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.encoding import Bodies
from tests.factories.grids import make_grid

BODIES = Bodies(("B1", "B2"), ("Ville", "Caisse"), {"region": ("nord", "sud")})

DELAYS = [
    {"scale": "delay", "shape": "step", "at": "5", "points": "100"},
    {"scale": "delay", "shape": "step", "at": "above", "points": "0"},
]
SCALES = [
    {"scale": "tone", "value": "cold", "points": "0"},
    {"scale": "tone", "value": "neutral", "points": "50"},
    {"scale": "tone", "value": "warm", "points": "100"},
    {"scale": "facts", "value": "address", "points": "50"},
    {"scale": "facts", "value": "hours", "points": "50"},
    {"scale": "facts", "value": "none", "points": "0"},
]
INDICATORS = [
    {"code": "call", "channel": "phone"},
    {"code": "reply", "channel": "mail", "step": "handling"},
]
ITEMS = [
    {"code": "call-01", "indicator": "call", "scenarios": "phoning"},
    {"code": "call-02", "indicator": "call", "kind": "graded", "scale": "tone",
     "scenarios": "phoning"},
    {"code": "reply-01", "indicator": "reply", "kind": "measured", "scale": "delay",
     "unit": "working_days", "maximum": "60", "scenarios": "writing"},
    {"code": "reply-02", "indicator": "reply", "kind": "multiple", "scale": "facts",
     "scenarios": "writing"},
    {"code": "charter-01", "indicator": "reply", "source": "documentary"},
]  # fmt: skip
SCENARIOS = [{"code": "phoning"}, {"code": "writing", "channel": "mail"}]
GATES = [{"code": "unreached", "item": "call-01", "closes": "call-02"}]


def make_compiled(**records: Sequence[dict[str, str]]) -> CompiledGrid:
    """Return a grid with every kind of item, two scenarios and a gate; parts may be replaced."""
    parts = {
        "indicators": INDICATORS,
        "items": ITEMS,
        "scales": SCALES,
        "thresholds": DELAYS,
        "scenarios": SCENARIOS,
        "gates": GATES,
    }
    return compile_grid(make_grid(**(parts | records)))


LONG = """\
body,audit,scenario,item,answer
B2,a2,writing,reply-02,address+hours
B2,a2,writing,reply-01,"3,5"
B1,a1,phoning,call-01,yes
B1,a1,phoning,call-02,warm
"""

WIDE = """\
body,audit,scenario,call-01,call-02,reply-01,reply-02
B2,a2,writing,,,"3,5",address+hours
B1,a1,phoning,yes,warm,,
"""


def write_text(folder: Path, text: str | bytes, name: str = "answers.csv") -> Path:
    """Return the path of a new file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def write_workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Return the path of a new XLSX file with one sheet."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Feuille")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def faults_of(refusal: pytest.ExceptionInfo[BadInput]) -> list[Fault]:
    """Return the faults of a refusal."""
    return list(refusal.value.faults)
