"""SIREN, SIRET and INSEE codes, with real numbers of the national directory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.identifiers import (
    InvalidIdentifier,
    is_insee_code,
    is_luhn_number,
    is_siret,
    parse_siren,
    parse_siret,
)


@pytest.mark.parametrize("text", ["21770188700010", "217 701 887 00010", "356 000 000 00048"])
def test_real_siret_are_accepted_with_or_without_separators(text):
    assert parse_siret(text) == text.replace(" ", "")


def test_establishments_of_la_poste_follow_their_own_rule():
    assert is_siret("35600000049837")
    assert not is_luhn_number("35600000049837")
    assert not is_siret("35600000049838")


@pytest.mark.parametrize(
    ("text", "cause"),
    [("2177018870001", "length"), ("2177018870001x", "digits"), ("21770188700011", "check_digit"),
     ("", "digits"), ("٢١٧٧٠١٨٨٧٠٠٠١٠", "digits")],
)  # fmt: skip
def test_what_is_no_siret_is_refused_with_its_cause(text, cause):
    with pytest.raises(InvalidIdentifier) as refusal:
        parse_siret(text)
    assert refusal.value.cause == cause


@given(st.integers(10**7, 10**8 - 1), st.integers(0, 9), st.integers(0, 7))
def test_one_wrong_digit_is_always_seen(stem, wrong, place):
    check = next(d for d in range(10) if is_luhn_number(f"{stem}{d}"))
    siren = f"{stem}{check}"
    changed = siren[:place] + str(wrong) + siren[place + 1 :]
    assert parse_siren(siren) == siren
    assert is_luhn_number(changed) is (changed == siren)


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("01001", True), ("2A004", True), ("2B033", True), ("97411", True), ("1001", False),
     ("2C004", False), ("", False)],
)  # fmt: skip
def test_insee_codes_keep_leading_zeros_and_corsican_letters(code, is_one):
    assert is_insee_code(code) is is_one
