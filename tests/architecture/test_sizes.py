"""The size gate: small modules, small functions, and a short list of reasoned exceptions."""

import ast
from pathlib import Path

import pytest

MODULE_LINES = 500
TEST_MODULE_LINES = 600
FUNCTION_LINES = 50
TOLERATED: dict[str, str] = {}


def python_files(root: Path, *folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def long_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        f"{path.name}:{node.name} has {length} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
        and f"{path.name}:{node.name}" not in TOLERATED
    ]


@pytest.mark.parametrize(
    ("folder", "limit"),
    [("src", MODULE_LINES), ("tests", TEST_MODULE_LINES), ("benchmarks", MODULE_LINES)],
)
def test_modules_stay_short(root, folder, limit):
    lengths = {
        str(path.relative_to(root)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(root, folder)
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > limit} == {}


def test_functions_stay_short(root):
    files = python_files(root, "src", "benchmarks", "scripts", "examples")
    assert [fault for path in files for fault in long_functions(path)] == []


def test_the_tolerated_list_stays_short():
    assert len(TOLERATED) <= 5
