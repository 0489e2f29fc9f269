"""The French catalogue: complete, well written, compiled, and what the pages show."""

import ast
import gettext
import re

import pytest
from django.utils.translation.template import templatize
from scripts.compile_messages import compile_catalogue, key_of, read_catalogue, translations_of

MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
WITH_PLURAL = {"ngettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
NO_BREAK = "\u00a0\u202f"
FRENCH = "Comment les citoyens vivent-ils vraiment votre service public\u202f?"
ENGLISH = "How do citizens really experience your public service?"


@pytest.fixture(scope="module")
def source(root):
    return root / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def entries(source):
    return [entry for entry in read_catalogue(source) if entry["msgid"]]


def faults(entries, is_fault):
    return {
        entry["msgid"]: text
        for entry in entries
        for text in translations_of(entry)
        if is_fault(entry, text)
    }


def key_of_call(call):
    name = getattr(call.func, "id", "")
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    if name in MARKERS and words:
        return words[0]
    if name in WITH_CONTEXT:
        return "\x04".join(words[:2])
    return "\0".join(words[:2]) if name in WITH_PLURAL else None


def keys_of_python(text):
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {key for call in calls if (key := key_of_call(call))}


def keys_of_template(text):
    """Templates as Django turns them into calls of gettext, the rest blanked."""
    call = re.compile(r"""\b(?:_|n?gettext|pgettext)\((?:u?(?:"[^"]*"|'[^']*')[, ]*\w*)+\)""")
    found = call.findall(templatize(text))
    return set().union(*(keys_of_python(words) for words in found))


def test_the_catalogue_holds_every_message_of_the_code_and_no_other(root, entries):
    folders = [root / "src" / "barometer" / name for name in ("apps", "config", "web")]
    asked = set()
    for path in (path for folder in folders for path in sorted(folder.rglob("*.*"))):
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            asked |= keys_of_python(text) if "django.utils.translation" in text else set()
        elif path.suffix == ".html":
            asked |= keys_of_template(path.read_text(encoding="utf-8"))
    kept = {key_of(entry) for entry in entries}
    assert {"missing": asked - kept, "unused": kept - asked} == {"missing": set(), "unused": set()}


def test_every_message_is_translated_once(entries):
    keys = [key_of(entry) for entry in entries]
    assert len(keys) == len(set(keys)) > 0
    assert faults(entries, lambda entry, text: not text.strip()) == {}
    assert faults(entries, lambda entry, text: "fuzzy" in entry.get("#,", "")) == {}
    plurals = [entry for entry in entries if "msgid_plural" in entry]
    assert [entry["msgid"] for entry in plurals if len(translations_of(entry)) != 2] == []


def test_placeholders_are_those_of_the_message(entries):
    def differs(entry, text):
        asked = set(PLACEHOLDER.findall(entry.get("msgid_plural", entry["msgid"])))
        return set(PLACEHOLDER.findall(text)) != asked

    assert faults(entries, differs) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"['\"“”]", id="straight or English quotes"),
        pytest.param(rf"(?<![{NO_BREAK}])[:;?!»]", id="no no-break space before"),
        pytest.param(rf"«(?![{NO_BREAK}])", id="no no-break space after"),
        pytest.param(r"\.\.\.", id="three dots"),
        pytest.param(r" {2}|^\s|\s$", id="stray spaces"),
        pytest.param(r"\d[ ,.]\d{3}\b", id="thousands without a narrow no-break space"),
    ],
)
def test_french_typography(entries, wrong):
    assert faults(entries, lambda entry, text: re.search(wrong, text)) == {}


def test_sentences_end_alike(entries):
    def differs(entry, text):
        return entry["msgid"].endswith(".") != text.endswith(".")

    assert faults(entries, differs) == {}


def test_the_compiled_catalogue_is_up_to_date(source):
    compiled = source.with_suffix(".mo")
    assert compiled.is_file(), "run: make setup"
    assert compiled.read_bytes() == compile_catalogue(read_catalogue(source)), "run: make setup"


def test_gettext_reads_what_is_compiled(tmp_path):
    source = tmp_path / "small.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "a \\"word\\""\nmsgstr ""\n"un "\n"« mot »"\n\n'
        'msgctxt "day"\nmsgid "To"\nmsgstr "Au"\n\n'
        'msgid "%(n)s body"\nmsgid_plural "%(n)s bodies"\n'
        'msgstr[0] "%(n)s structure"\nmsgstr[1] "%(n)s structures"\n',
        encoding="utf-8",
    )
    compiled = source.with_suffix(".mo")
    compiled.write_bytes(compile_catalogue(read_catalogue(source)))
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert words.gettext('a "word"') == "un « mot »"
    assert (words.pgettext("day", "To"), words.gettext("To")) == ("Au", "To")
    counted = [words.ngettext("%(n)s body", "%(n)s bodies", n) for n in (0, 1, 2)]
    assert counted == ["%(n)s structure", "%(n)s structure", "%(n)s structures"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown", "other"),
    [
        ("", FRENCH, ENGLISH),
        ("fr", FRENCH, ENGLISH),
        ("en", ENGLISH, FRENCH),
        ("de", FRENCH, ENGLISH),
    ],
)
def test_the_home_page_speaks_french_unless_english_is_asked(client, asked, shown, other):
    headers = {"accept-language": asked} if asked else {}
    page = client.get("/", headers=headers).content.decode()
    assert f'<html lang="{"en" if shown is ENGLISH else "fr"}"' in page
    assert shown in page
    assert other not in page
