"""Form and model validators of identifiers, with words for people."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from barometer.core.identifiers import INSEE_CODE, InvalidIdentifier, parse_siret

CAUSES: Final = {
    "length": _("A SIRET has 14 digits."),
    "digits": _("A SIRET holds digits only."),
    "check_digit": _("This SIRET is mistyped: its check digit does not match."),
}

validate_insee_code: Final = RegexValidator(
    rf"\A(?:{INSEE_CODE.pattern})\Z",
    _("An INSEE code has five characters, such as 01001 or 2A004."),
)


def validate_siret(value: str) -> None:
    """Refuse a text that is not a SIRET.

    Raises:
        ValidationError: With what is wrong, in words.
    """
    try:
        parse_siret(value)
    except InvalidIdentifier as refusal:
        raise ValidationError(CAUSES[refusal.cause], code=refusal.cause) from None
