"""Every refusal that a command may meet has its sentence in both languages."""

import string
from pathlib import Path

import pytest

from barometer.core.errors import DomainError, InvalidArgument
from barometer.documents.formats import Language
from barometer.documents.refusals import REFUSALS, describe_refusal
from barometer.files.grid_folder import UnknownGrid
from barometer.files.results import NotResultsFolder


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_both_languages_use_the_same_facts(kind):
    phrase = REFUSALS[kind]
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (phrase.fr, phrase.en)
    ]
    assert fields[0] == fields[1]


def test_a_refusal_says_what_is_in_the_way_and_what_to_do():
    refusal = NotResultsFolder(Path("var"), ["notes.txt", "photo.png"])
    found = describe_refusal(refusal, Language.FR)
    assert "notes.txt, photo.png" in found
    assert "Choisissez un autre dossier" in found


def test_an_unknown_grid_names_those_that_exist():
    found = describe_refusal(UnknownGrid("public", ("public-service@1",)), Language.EN)
    assert found.endswith("Packaged grids: public-service@1.")


def test_an_argument_out_of_range_says_what_is_accepted():
    found = describe_refusal(InvalidArgument("bodies", -1, ">= 0"), Language.EN)
    assert found == "“bodies” cannot be -1. Accepted: >= 0."


def test_a_refusal_without_sentence_gives_its_facts():
    class Peculiar(DomainError):
        def __init__(self) -> None:
            self.count = 3

    assert describe_refusal(Peculiar(), Language.EN) == "The rule Peculiar forbids it (count = 3)."
