"""Numbers, intervals, dates, states and lists as people read them, in French and in English."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache

import numpy as np

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import Text
from barometer.core.rounding import BINARY_NOISE, round_half_up

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Language(StrEnum):
    """The languages of every document, French first."""

    FR = "fr"
    EN = "en"

    @property
    def other(self) -> "Language":
        """The language to switch to."""
        return Language.EN if self is Language.FR else Language.FR


@cache
def space_french(words: str) -> str:
    r"""Return French words with the no-break spaces that their punctuation asks for.

    Example:
        >>> space_french("« oui » : faux ; 5 %")
        '«\xa0oui\xa0»\xa0: faux\u202f; 5\u202f%'
    """
    words = re.sub(r" (?=[;!?%])", NARROW_SPACE, words)
    return re.sub(r"(?<=«) | (?=[:»])", NO_BREAK_SPACE, words)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages, with the same ``{placeholders}``."""

    fr: str
    en: str

    def say(self, language: Language, **values: object) -> str:
        """Return the sentence in one language, its placeholders filled."""
        words = space_french(self.fr) if language is Language.FR else self.en
        return words.format(**values)


def say_each(phrases: Iterable[Phrase], language: Language) -> tuple[str, ...]:
    """Return phrases without placeholders in one language."""
    return tuple(phrase.say(language) for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Plural:
    """One counted noun or sentence in both languages; ``{n}`` is the number, already formatted."""

    one: Phrase
    many: Phrase

    def say(self, language: Language, count: float, **values: object) -> str:
        """Return the form that goes with a number.

        In French everything under 2 is singular, 0 included; in English only 1 is.
        """
        is_one = abs(count) < 2 if language is Language.FR else count == 1
        number = format_number(count, 0, language)
        return (self.one if is_one else self.many).say(language, n=number, **values)


def pick(text: Text, language: Language) -> str:
    """Return a text of the grid in one language; French where the English is missing."""
    return text.fr if language is Language.FR else text.en or text.fr


@lru_cache(maxsize=100_000)
def format_number(value: float, decimals: int, language: Language) -> str:
    """Return a number with a fixed count of decimals, halves upwards, thousands grouped.

    Arguments:
        value: A finite number.
        decimals: From 0.
        language: French has a decimal comma and narrow no-break spaces between thousands.

    Raises:
        InvalidArgument: Not a number: a missing value has words, not digits.

    Example:
        >>> format_number(1234.56, 1, Language.EN), format_number(-0.04, 1, Language.EN)
        ('1,234.6', '0.0')
    """
    if not math.isfinite(value):
        raise InvalidArgument("value", value, "a finite number")
    rounded = float(round_half_up(np.array(value, dtype=np.float64), decimals))
    digits = f"{abs(rounded):,.{decimals}f}"
    if language is Language.FR:
        digits = digits.translate({ord(","): NARROW_SPACE, ord("."): ","})
    return f"{MINUS}{digits}" if rounded < 0 else digits


def format_points(value: float, language: Language) -> str:
    """Return a result on 100 or a number of points, with one decimal."""
    return format_number(value, 1, language)


def format_small_points(value: float, language: Language) -> str:
    """Return points with one decimal; « < 0,1 » for what is more than nothing but rounds to it."""
    if 0 < value < 0.05:
        return f"<{NO_BREAK_SPACE}{format_number(0.1, 1, language)}"
    return format_points(value, language)


def format_share(share: float, language: Language) -> str:
    """Return a share (0 to 1) in whole percent; 99.6 % is not all, so it stays 99 %.

    Example:
        >>> format_share(0.996, Language.EN), format_share(0.004, Language.EN)
        ('99%', '1%')
    """
    percent = float(round_half_up(np.array(share * 100), 0))
    if percent >= 100 and share < 1 - BINARY_NOISE:
        percent = 99.0
    if percent <= 0 and share > BINARY_NOISE:
        percent = 1.0
    space = NARROW_SPACE if language is Language.FR else ""
    return f"{format_number(percent, 0, language)}{space}%"


def format_interval(low: float, high: float, language: Language) -> str:
    r"""Return an interval in whole numbers rounded outwards, so that it always holds its value.

    Example:
        >>> format_interval(58.4, 78.6, Language.EN)
        '58\xa0to\xa079'
    """
    first = format_number(math.floor(low + BINARY_NOISE), 0, language)
    last = format_number(math.ceil(high - BINARY_NOISE), 0, language)
    if language is Language.FR:
        return NO_BREAK_SPACE.join(("de", first, "à", last))
    return NO_BREAK_SPACE.join((first, "to", last))


def format_estimate(value: float, low: float, high: float, language: Language) -> str:
    """Return « 68,5 (de 58 à 79) », or the value alone where there is no interval."""
    stated = format_points(value, language)
    if not (math.isfinite(low) and math.isfinite(high)):
        return stated
    return f"{stated} ({format_interval(low, high, language)})"


def format_date(day: date, language: Language) -> str:
    """Return a day in full: « 1er mars 2025 », "1 March 2025"."""
    months = MONTHS_FR if language is Language.FR else MONTHS_EN
    is_first = day.day == 1 and language is Language.FR
    number = "1er" if is_first else str(day.day)
    return f"{number}{NO_BREAK_SPACE}{months[day.month - 1]} {day.year}"


def format_period(start: date, end: date, language: Language) -> str:
    """Return a period in full: « du 3 mars 2025 au 30 avril 2025 »."""
    first, last = format_date(start, language), format_date(end, language)
    return f"du {first} au {last}" if language is Language.FR else f"{first} to {last}"


def format_list(words: Sequence[str], language: Language, *, is_choice: bool = False) -> str:
    """Return words as an enumeration: « a, b et c »; « a, b ou c » when it is a choice.

    Example:
        >>> format_list(["a", "b", "c"], Language.EN, is_choice=True)
        'a, b or c'
    """
    join = (("et", "ou") if language is Language.FR else ("and", "or"))[is_choice]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {join} {words[-1]}"


def quote(text: str, language: Language) -> str:
    """Return a text between the quotation marks of a language.

    Example:
        >>> quote("yes", Language.EN)
        '“yes”'
    """
    if language is Language.FR:
        return f"«{NO_BREAK_SPACE}{text}{NO_BREAK_SPACE}»"
    return f"“{text}”"


def reading_order(name: str) -> tuple[str, str]:
    """Return the key that sorts names as a dictionary does: accents and case come second."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter)), name
