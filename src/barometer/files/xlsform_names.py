"""Names of the questions of a form, from which the code of the grid is found again.

Names in a form are letters, digits and underscores: hyphens and dots mean something else in
expressions and in the headers of exports. A code has single separators between letters and
digits, so their place can be taken by underscores, one, two or three, without any loss.
"""

import re
from enum import StrEnum

ENCODED = {"-": "_", "_": "__", ".": "___"}
DECODED = {encoded: separator for separator, encoded in ENCODED.items()}
NAME = re.compile(r"(?P<role>[qnegs])_(?P<rest>[A-Za-z0-9]+(?:_{1,3}[A-Za-z0-9]+)*)")


class Role(StrEnum):
    """What a named element of a form holds, and the letter its name begins with."""

    ANSWER = "q"
    NUMBER = "n"
    EVIDENCE = "e"
    SECTION = "g"
    SCRIPT = "s"


def element_name(role: Role, code: str) -> str:
    """Return the name that an element of a form has for a code of the grid.

    Example:
        >>> element_name(Role.ANSWER, "phone-courtesy-03"), element_name(Role.NUMBER, "a_b.c")
        ('q_phone_courtesy_03', 'n_a__b___c')
    """
    return f"{role}_{encode_code(code)}"


def encode_code(code: str) -> str:
    """Return a code of the grid without hyphens or dots, reversibly."""
    return re.sub(r"[-_.]", lambda match: ENCODED[match[0]], code)


def decode_name(name: str) -> tuple[Role, str] | None:
    """Return what a name holds and the code it was made from; None if it was not so made.

    Example:
        >>> decode_name("q_phone_courtesy_03"), decode_name("done_on")
        ((<Role.ANSWER: 'q'>, 'phone-courtesy-03'), None)
    """
    match = NAME.fullmatch(name)
    if not match:
        return None
    return Role(match["role"]), re.sub(r"_+", lambda run: DECODED[run[0]], match["rest"])
