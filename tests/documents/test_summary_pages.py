import dataclasses
import re
from html.parser import HTMLParser
from itertools import chain, pairwise

import pytest

from barometer.core.grids.model import Text
from barometer.documents.formats import Language
from barometer.documents.summary_pages import write_summary
from tests.documents.sample_edition import make_sample

HOSTILE = '<script>alert("x")</script>\' onload=x {{ 7 * 7 }} &'
SAMPLE = make_sample(8, 7)
FILES = write_summary(SAMPLE)
PAGES = {name: data.decode() for name, data in FILES.items() if name.endswith(".html")}


class Outline(HTMLParser):
    """The elements of a page, in order, with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def all(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


def test_pages_of_both_languages_and_one_style_are_made():
    names = {f"bodies/S{k:03}.html" for k in range(8)} | {"summary.html"}
    expected = {f"{language}/{name}" for language in Language for name in names}
    assert set(FILES) == expected | {"summary.css"}


def test_only_the_page_of_the_edition_is_made_without_bodies():
    files = write_summary(SAMPLE, with_bodies=False)
    assert set(files) == {"summary.css", "fr/summary.html", "en/summary.html"}
    assert b"bodies/S000.html" not in files["fr/summary.html"]


def test_letters_come_with_their_licence_or_not_at_all(root, tmp_path):
    folder = root / "node_modules" / "source-sans"
    if not folder.is_dir():
        pytest.skip("the package source-sans is not installed: run make setup")
    files = write_summary(SAMPLE, font_folder=folder, with_bodies=False)
    assert {name for name in files if name.startswith("fonts/")} == {
        "fonts/LICENSE.md",
        "fonts/SourceSans3-Regular.ttf.woff2",
        "fonts/SourceSans3-Semibold.ttf.woff2",
    }
    named = re.findall(r'url\("([^"]+)"\)', files["summary.css"].decode())
    assert set(named) < set(files)
    bare = write_summary(SAMPLE, font_folder=tmp_path, with_bodies=False)
    assert "url(" not in bare["summary.css"].decode()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_nothing_inline_and_nothing_from_elsewhere(name):
    outline = Outline(PAGES[name])
    assert outline.all("script", "style", "iframe", "object") == []
    for _, attributes in outline.elements:
        assert not [key for key in attributes if key == "style" or key.startswith("on")]
    links = [a["href"] for a in outline.all("a", "link")]
    assert not [link for link in links if re.match(r"[a-z]+:|//", link)]
    policy = next(m["content"] for m in outline.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")


@pytest.mark.parametrize("name", PAGES)
def test_identifiers_are_unique_and_references_lead_somewhere(name):
    outline = Outline(PAGES[name])
    found = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(found) == len(set(found))
    named = [a["aria-labelledby"].split() for _, a in outline.elements if "aria-labelledby" in a]
    anchors = [a["href"][1:] for a in outline.all("a") if a["href"].startswith("#")]
    assert {*chain.from_iterable(named), *anchors} <= set(found)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_that_exist(name, tmp_path):
    for page, data in FILES.items():
        target = tmp_path / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    for attributes in Outline(PAGES[name]).all("a", "link"):
        path = attributes["href"].partition("#")[0]
        assert not path or (tmp_path / name).parent.joinpath(path).is_file()


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_by_one_and_tables_have_captions_and_scopes(name):
    outline = Outline(PAGES[name])
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert {attributes.get("scope") for attributes in outline.all("th")} == {"col", "row"}


@pytest.mark.parametrize("name", PAGES)
def test_page_names_its_language_and_the_other(name):
    language = name[:2]
    outline = Outline(PAGES[name])
    assert outline.all("html") == [{"lang": language}]
    other = "en" if language == "fr" else "fr"
    (switch,) = [a for a in outline.all("a") if "hreflang" in a]
    assert (switch["hreflang"], switch["lang"]) == (other, other)
    assert switch["href"].endswith(f"{other}{name[2:]}")


def test_simulated_data_are_labelled_on_every_page_and_only_then():
    assert all("Données simulées" in page for name, page in PAGES.items() if name[:2] == "fr")
    assert all("Simulated data" in page for name, page in PAGES.items() if name[:2] == "en")
    facts = dataclasses.replace(SAMPLE.facts, is_simulated=False)
    real = write_summary(dataclasses.replace(SAMPLE, facts=facts))
    assert not [name for name, data in real.items() if b"imul" in data]


def test_every_page_says_it_is_confidential():
    assert all("Confidentiel" in page for name, page in PAGES.items() if name[:2] == "fr")
    assert all("Confidential" in page for name, page in PAGES.items() if name[:2] == "en")


def test_hostile_names_stay_text():
    codes = (HOSTILE, *SAMPLE.bodies.codes[1:])
    names = (HOSTILE, *SAMPLE.bodies.names[1:])
    properties = {"kind": (HOSTILE, *SAMPLE.bodies.properties["kind"][1:])}
    bodies = dataclasses.replace(SAMPLE.bodies, codes=codes, names=names, properties=properties)
    facts = dataclasses.replace(
        SAMPLE.facts, title=Text(HOSTILE, HOSTILE), fingerprints=((HOSTILE, HOSTILE),)
    )
    files = write_summary(dataclasses.replace(SAMPLE, bodies=bodies, facts=facts))
    assert all(re.fullmatch(r"[A-Za-z0-9/._-]+", name) for name in files)
    for name, data in files.items():
        if name.endswith(".html"):
            page = data.decode()
            assert Outline(page).all("script") == []
            assert "<script" not in page
            assert "{{ 7 * 7 }}" in page or "bodies/S" in name


def test_pages_are_the_same_each_time():
    assert write_summary(SAMPLE) == FILES
