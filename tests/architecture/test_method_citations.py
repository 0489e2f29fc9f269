"""Every section of the method that the code cites exists, and every section is numbered once."""

import re

CITATION = re.compile(r"Source: Method, sections? ([0-9][0-9., andto]*)")
HEADING = re.compile(r"^#{2,3} ([0-9]+(?:\.[0-9]+)?)\.? ", re.MULTILINE)


def cited_sections(text: str) -> set[str]:
    return {
        number
        for citation in CITATION.findall(text)
        for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", citation)
    }


def test_cited_sections_of_the_method_exist(root):
    sections = HEADING.findall((root / "docs/reference/method.md").read_text(encoding="utf-8"))
    assert len(sections) == len(set(sections))
    cited = {
        path.name: cited_sections(path.read_text(encoding="utf-8")) - set(sections)
        for path in sorted((root / "src").rglob("*.py"))
    }
    assert {name: missing for name, missing in cited.items() if missing} == {}


def test_the_method_has_a_version(root):
    text = (root / "docs/reference/method.md").read_text(encoding="utf-8")
    assert re.search(r"^Version: \d+\.\d+", text, re.MULTILINE)
