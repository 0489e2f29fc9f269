import pytest

from barometer.core.faults import Fault, FaultReason
from barometer.documents.faults import describe_fault
from barometer.documents.formats import Language

FR, EN = Language.FR, Language.EN


def test_fault_says_where_what_and_how_to_mend_it():
    fault = Fault(
        "reponses.csv", 12, "answer", "ouii", FaultReason.IMPOSSIBLE_VALUE, ("tone-01", "yes", "no")
    )
    assert describe_fault(fault, FR).replace("\u00a0", " ").replace("\u202f", " ") == (
        "reponses.csv, ligne 12, colonne « answer », valeur « ouii » : cette réponse est "
        "impossible pour cet item. Remède : relire la preuve et corriger. Réponses possibles, "
        "ou bornes et unité : yes, no."
    )
    assert describe_fault(fault, EN) == (
        "reponses.csv, line 12, column “answer”, value “ouii”: this answer is impossible for this "
        "item. Remedy: check the evidence and correct it. Possible answers, or bounds and unit: "
        "yes, no."
    )


def test_fault_of_a_whole_file_names_neither_line_nor_column():
    fault = Fault("items.csv", 0, "", "", FaultReason.MISSING_FILE)
    assert describe_fault(fault, EN) == (
        "items.csv: this file is missing. Remedy: put it in the folder, under this very name."
    )


def test_unknown_reference_names_the_code_then_its_neighbours():
    fault = Fault(
        "gates.csv", 3, "closes", "a-01 b-02", FaultReason.UNKNOWN_REFERENCE, ("b-02", "b-01")
    )
    said = describe_fault(fault, EN)
    assert "“b-02” is not in the grid" in said
    assert said.endswith("Nearest known codes: b-01.")


def test_unknown_reference_may_give_the_nearest_codes_alone():
    fault = Fault("a.csv", 3, "channel", "fone", FaultReason.UNKNOWN_REFERENCE, ("phone",))
    said = describe_fault(fault, EN)
    assert "“fone” is not in the grid" in said
    assert said.endswith("Nearest known codes: phone.")


@pytest.mark.parametrize(
    ("reason", "facts", "ending"),
    [
        (
            FaultReason.TOO_LARGE,
            ("2147483648", "500000000", "bytes"),
            "2\u202f147\u202f483\u202f648, 500\u202f000\u202f000, octets.",
        ),
        (FaultReason.BAD_SEPARATOR, (",", "\t"), "«\u00a0,\u00a0», «\u00a0tabulation\u00a0»."),
        (FaultReason.OUT_OF_RANGE, ("0", "inf"), "0, sans limite."),
        (FaultReason.UNREADABLE_FILE, ("quotes",), "un guillemet n’est pas fermé."),
    ],
)
def test_facts_are_put_in_words(reason, facts, ending):
    assert describe_fault(Fault("a.csv", 0, "", "", reason, facts), "fr").endswith(ending)


def test_hint_is_left_out_without_facts():
    fault = Fault("items.csv", 3, "kind", "maybe", FaultReason.BAD_CHOICE)
    assert describe_fault(fault, EN).endswith("choose one of the values allowed.")


def test_long_values_and_lists_are_cut():
    facts = tuple(f"column{k}" for k in range(40))
    fault = Fault("a.csv", 1, "x", "y" * 500 + "\n", FaultReason.UNKNOWN_COLUMN, facts)
    said = describe_fault(fault, EN)
    assert "column7 and 32 more." in said
    assert "column8" not in said
    assert "y" * 60 not in said
    assert "\n" not in said


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", FaultReason)
@pytest.mark.parametrize("facts", [(), ("one",), ("one", "two", "{three}")])
def test_every_fault_has_a_sentence_in_both_languages(reason, language, facts):
    said = describe_fault(Fault("a.csv", 2, "{column}", "{value}", reason, facts), language)
    assert said.startswith("a.csv, li")
    assert said.endswith(".")
    assert ("Remède\u00a0: " if language is FR else "Remedy: ") in said
