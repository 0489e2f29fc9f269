"""The project's own documents stay true: settings, glossary, links."""

import re

SETTING = re.compile(r"BAROMETER_[A-Z_]+")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_every_setting_is_documented_and_every_documented_setting_exists(root):
    folders = ("src", "tests", "benchmarks", "scripts", "examples")
    used = {
        name
        for folder in folders
        for path in (root / folder).rglob("*.py")
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    documented = set(
        SETTING.findall((root / "docs/reference/settings.md").read_text(encoding="utf-8"))
    )
    assert used == documented


def test_glossary_terms_are_unique_and_complete(root):
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (root / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| English"))
    ]
    terms = [row[0] for row in rows]
    assert sorted(set(terms)) == sorted(terms)
    assert [row for row in rows if len(row) != 3 or not all(row)] == []


def test_relative_links_lead_somewhere(root):
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target.strip()).exists()
    ]
    assert broken == []
