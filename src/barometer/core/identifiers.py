"""French identifiers: SIREN, SIRET and INSEE codes, always text, never numbers."""

import re
from typing import Final

from barometer.core.errors import DomainError

LA_POSTE: Final = "356000000"
"""SIREN of La Poste, whose thousands of establishments outgrew the usual check digit."""

INSEE_CODE: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
"""Code of a commune: five characters, leading zeros and the letters of Corsica kept."""

SEPARATORS: Final = re.compile(r"[\s.\u00a0\u202f-]+")


class InvalidIdentifier(DomainError):
    """A SIREN or SIRET is not one (what it should be, what was given, why).

    Arguments:
        kind: ``siren`` or ``siret``.
        value: What was given, without separators.
        cause: ``length``, ``digits`` or ``check_digit``.
    """

    def __init__(self, kind: str, value: str, cause: str) -> None:
        super().__init__(kind, value, cause)
        self.kind = kind
        self.value = value
        self.cause = cause


def is_luhn_number(digits: str) -> bool:
    """Return whether the last digit checks the others by Luhn's rule.

    Arguments:
        digits: ASCII digits only, at least one.

    Example:
        >>> is_luhn_number("217701887"), is_luhn_number("217701888")
        (True, False)
    """
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def parse_siren(text: str) -> str:
    """Return the nine digits of a SIREN, separators removed.

    Raises:
        InvalidIdentifier: Not nine digits, or a wrong check digit.
    """
    value = _digits("siren", text, 9)
    if not is_luhn_number(value):
        raise InvalidIdentifier("siren", value, "check_digit")
    return value


def parse_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET, separators removed.

    The first nine digits must be a SIREN. The establishments of La Poste follow another rule (the
    sum of the digits is a multiple of 5), but its head office follows the usual one: either does.

    Raises:
        InvalidIdentifier: Not fourteen digits, a wrong SIREN, or a wrong check digit.

    Example:
        >>> parse_siret("217 701 887 00010")
        '21770188700010'
        >>> parse_siret("356 000 000 00048"), parse_siret("35600000049837")
        ('35600000000048', '35600000049837')
    """
    value = _digits("siret", text, 14)
    is_valid = is_luhn_number(value[:9]) and (is_luhn_number(value) or _is_of_la_poste(value))
    if not is_valid:
        raise InvalidIdentifier("siret", value, "check_digit")
    return value


def is_siret(text: str) -> bool:
    """Return whether a text is a valid SIRET."""
    try:
        parse_siret(text)
    except InvalidIdentifier:
        return False
    return True


def is_insee_code(text: str) -> bool:
    """Return whether a text has the form of a commune's code, such as ``01001`` or ``2A004``."""
    return INSEE_CODE.fullmatch(text) is not None


def _digits(kind: str, text: str, length: int) -> str:
    value = SEPARATORS.sub("", text)
    if not (value.isascii() and value.isdigit()):
        raise InvalidIdentifier(kind, value, "digits")
    if len(value) != length:
        raise InvalidIdentifier(kind, value, "length")
    return value


def _is_of_la_poste(siret: str) -> bool:
    return siret.startswith(LA_POSTE) and sum(map(int, siret)) % 5 == 0
