from datetime import date

import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import Text
from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_date,
    format_estimate,
    format_interval,
    format_list,
    format_number,
    format_period,
    format_points,
    format_share,
    format_small_points,
    pick,
    quote,
    reading_order,
)

FR, EN = Language.FR, Language.EN
NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (68.5, 1, "68,5", "68.5"),
        (0.05, 1, "0,1", "0.1"),
        (0.285, 2, "0,29", "0.29"),
        (1234567.0, 0, "1\u202f234\u202f567", "1,234,567"),
        (-1234.5, 1, "\u22121\u202f234,5", "\u22121,234.5"),
        (-0.01, 1, "0,0", "0.0"),
        (0.0, 0, "0", "0"),
    ],
)
def test_number_follows_the_language(value, decimals, french, english):
    assert format_number(value, decimals, FR) == french
    assert format_number(value, decimals, EN) == english


@pytest.mark.parametrize("value", [NAN, float("inf")])
def test_number_refuses_what_is_no_number(value):
    with pytest.raises(InvalidArgument):
        format_number(value, 1, FR)


def test_estimate_reads_as_a_value_and_its_interval():
    assert format_estimate(68.54, 58.2, 78.9, FR) == "68,5 (de\u00a058\u00a0à\u00a079)"
    assert format_estimate(68.54, 58.2, 78.9, EN) == "68.5 (58\u00a0to\u00a079)"


def test_estimate_without_an_interval_is_the_value_alone():
    assert format_estimate(68.54, NAN, NAN, FR) == "68,5"


@pytest.mark.parametrize(("value", "low", "high"), [(58.6, 58.6, 58.6), (99.7, 99.2, 100.0)])
def test_interval_rounded_outwards_holds_its_value(value, low, high):
    first, last = format_interval(low, high, EN).split("\u00a0to\u00a0")
    assert float(first) <= value <= float(last)


def test_interval_on_whole_numbers_is_not_widened_by_binary_noise():
    assert format_interval(0.3 / 0.1 * 10, 70.0000000001, EN) == "30\u00a0to\u00a070"


@pytest.mark.parametrize(
    ("share", "french"),
    [(0.0, "0"), (0.002, "1"), (0.5, "50"), (0.996, "99"), (0.98, "98"), (1.0, "100")],
)
def test_share_says_none_and_all_only_when_they_are(share, french):
    assert format_share(share, FR) == f"{french}\u202f%"


def test_small_points_are_not_nothing():
    assert format_small_points(0.01, FR) == "<\u00a00,1"
    assert format_small_points(0.0, FR) == "0,0"
    assert format_points(0.01, FR) == "0,0"


def test_dates_and_periods_are_written_in_full():
    start, end = date(2025, 3, 1), date(2025, 8, 30)
    assert format_date(start, FR) == "1er\u00a0mars 2025"
    assert format_date(start, EN) == "1\u00a0March 2025"
    assert format_period(start, end, FR) == "du 1er\u00a0mars 2025 au 30\u00a0août 2025"


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_list_has_commas_and_one_conjunction(words, expected):
    assert format_list(words, FR) == expected


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 audit", "0 audits"),
        (1, "1 audit", "1 audit"),
        (1.5, "2 audit", "2 audits"),
        (2, "2 audits", "2 audits"),
        (1200, "1\u202f200 audits", "1,200 audits"),
    ],
)
def test_plural_follows_the_rule_of_the_language(count, french, english):
    audits = Plural(Phrase("{n} audit", "{n} audit"), Phrase("{n} audits", "{n} audits"))
    assert audits.say(FR, count) == french
    assert audits.say(EN, count) == english


def test_values_in_a_phrase_are_left_as_they_are():
    assert Phrase("« {x} » : ok", "“{x}”: ok").say(FR, x="a : {b} ;") == (
        "«\u00a0a : {b} ;\u00a0»\u00a0: ok"
    )


def test_text_without_english_falls_back_on_french():
    assert (pick(Text("Accès", ""), EN), pick(Text("Accès", "Access"), EN)) == ("Accès", "Access")


def test_quotes_are_those_of_the_language():
    assert (quote("a", FR), quote("a", EN)) == ("«\u00a0a\u00a0»", "“a”")


def test_reading_order_ignores_accents_and_case():
    names = ["Étrecy", "Zuy", "etaples", "Évry", "Ettelbruck"]
    assert sorted(names, key=reading_order) == ["etaples", "Étrecy", "Ettelbruck", "Évry", "Zuy"]
