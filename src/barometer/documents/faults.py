"""Sentences about what is wrong in an input, where, and how to mend it."""

from typing import Final

from barometer.core.faults import Fault, FaultReason
from barometer.documents.fault_words import FAULT_WORDS, FaultWords
from barometer.documents.formats import Language, Phrase, format_list, format_number, quote

LONGEST_VALUE: Final = 60
MOST_FACTS: Final = 8

LINE: Final = Phrase("ligne {line}", "line {line}")
COLUMN: Final = Phrase("colonne {column}", "column {column}")
VALUE: Final = Phrase("valeur {value}", "value {value}")
SENTENCE: Final = Phrase(
    "{place} : {problem} Remède : {remedy}", "{place}: {problem} Remedy: {remedy}"
)
TAB: Final = Phrase("tabulation", "tab")
AND_MORE: Final = Phrase("{count} de plus", "{count} more")


def describe_fault(fault: Fault, language: str) -> str:
    """Return one line: file, line, column and value, what is wrong, and the remedy.

    A part that the fault does not have (line 0, no column, no value) is left out. Long values
    and long lists are cut.

    Arguments:
        fault: The fault.
        language: ``fr`` or ``en``.

    Example:
        >>> from barometer.core.faults import FaultReason
        >>> fault = Fault("a.csv", 12, "kind", "yess", FaultReason.BAD_CHOICE, ("yes", "no"))
        >>> print(describe_fault(fault, "en"))  # doctest: +NORMALIZE_WHITESPACE
        a.csv, line 12, column “kind”, value “yess”: this value is not in the list. Remedy:
        choose one of the values allowed. Values allowed: yes, no.
    """
    chosen = Language(language)
    words = FAULT_WORDS[fault.reason]
    first, others = _split_facts(fault, words)
    values = {
        "file": fault.file,
        "column": fault.column,
        "value": shorten(fault.value),
        "first": shorten(first),
    }
    remedy = words.remedy.say(chosen, **values)
    if words.hint and others:
        facts = _enumerate([_name(fact, words, chosen) for fact in others], chosen)
        remedy = f"{remedy} {words.hint.say(chosen, facts=facts)}"
    return SENTENCE.say(
        chosen,
        place=_place(fault, chosen),
        problem=words.problem.say(chosen, **values),
        remedy=remedy,
    )


def _split_facts(fault: Fault, words: FaultWords) -> tuple[str, tuple[str, ...]]:
    """Return what the problem names, and the facts that remain for the hint.

    An unknown reference may give the nearest codes alone, when the value is the unknown code.
    """
    facts = tuple(fact for fact in fault.facts if fact)
    is_value = fault.reason is FaultReason.UNKNOWN_REFERENCE and (
        bool(facts) and facts[0] not in fault.value
    )
    if words.hint_from and facts and not is_value:
        return facts[0], facts[1:]
    return fault.value, facts


def _name(fact: str, words: FaultWords, language: Language) -> str:
    """Return a fact as people read it: named, quoted when it is a sign, grouped when a number."""
    if fact in words.names:
        return words.names[fact].say(language)
    if len(fact) == 1 and not fact.isalnum():
        return quote(TAB.say(language) if fact == "\t" else fact, language)
    if fact.isdecimal() and len(fact) > 4:
        return format_number(int(fact), 0, language)
    return shorten(fact)


def shorten(text: str) -> str:
    """Return a text on one line of at most sixty letters.

    Example:
        >>> shorten("a" * 100) == "a" * 59 + "…"
        True
    """
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_VALUE else f"{line[: LONGEST_VALUE - 1]}…"


def _place(fault: Fault, language: Language) -> str:
    parts = [fault.file] if fault.file else []
    if fault.line:
        parts.append(LINE.say(language, line=fault.line))
    if fault.column:
        parts.append(COLUMN.say(language, column=quote(fault.column, language)))
    if fault.value:
        parts.append(VALUE.say(language, value=quote(shorten(fault.value), language)))
    return ", ".join(parts)


def _enumerate(facts: list[str], language: Language) -> str:
    """Return facts one after the other; the last of a long list are only counted."""
    if len(facts) <= MOST_FACTS:
        return ", ".join(facts)
    rest = AND_MORE.say(language, count=len(facts) - MOST_FACTS)
    return format_list([", ".join(facts[:MOST_FACTS]), rest], language)
