import re
from string import Formatter

import pytest

from barometer.core.faults import FaultReason
from barometer.core.scoring.figures import FigureState
from barometer.core.scoring.sums import Standing
from barometer.documents import faults, phrases
from barometer.documents.fault_words import FAULT_WORDS
from barometer.documents.formats import Language, Phrase, Plural


def gather(name, value):
    """Yield every phrase of a value of a catalogue, with a name to find it by."""
    if isinstance(value, Phrase):
        yield name, value
    elif isinstance(value, Plural):
        yield f"{name}.one", value.one
        yield f"{name}.many", value.many
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from gather(f"{name}[{key}]", member)
    elif isinstance(value, tuple):
        for place, member in enumerate(value):
            yield from gather(f"{name}[{place}]", member)


def catalogue():
    found = []
    for module in (phrases, faults):
        for name, value in vars(module).items():
            if name.isupper():
                found += gather(name, value)
    for reason, words in FAULT_WORDS.items():
        found += gather(reason, (words.problem, words.remedy))
        if words.hint:
            found += gather(f"{reason}.hint", words.hint)
    return dict(found)


CATALOGUE = catalogue()


def placeholders(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("phrase", CATALOGUE.values(), ids=CATALOGUE)
def test_both_languages_are_there_with_the_same_placeholders(phrase):
    assert phrase.fr.strip()
    assert phrase.en.strip()
    assert placeholders(phrase.fr) == placeholders(phrase.en)


@pytest.mark.parametrize("phrase", CATALOGUE.values(), ids=CATALOGUE)
def test_french_typography_is_kept(phrase):
    names = placeholders(phrase.fr)
    said = phrase.say(Language.FR, **dict.fromkeys(names, "x"))
    assert not re.search(r"'|\.\.\.|[“”\"]", said)
    assert not re.search(r"(?<!\u202f)[;!?%]", said)
    assert not re.search(r"(?<!\u00a0):(?!//)", re.sub(r"\d\d:\d\d", "", said))
    assert not re.search(r"«(?!\u00a0)|(?<!\u00a0)»", said)
    assert "  " not in said


@pytest.mark.parametrize("phrase", CATALOGUE.values(), ids=CATALOGUE)
def test_english_typography_is_kept(phrase):
    assert not re.search(r"'|\.\.\.|[«»\"]| [:;!?%]", phrase.en)


def test_every_state_has_its_words():
    without_value = set(FigureState) - {FigureState.SCORED}
    assert set(phrases.STATES) == set(FigureState)
    assert set(phrases.SHORT_STATES) == without_value
    assert set(phrases.STATE_MEANINGS) == without_value
    assert set(phrases.STANDINGS) == set(Standing)


def test_every_reason_has_its_words():
    assert set(FAULT_WORDS) == set(FaultReason)
