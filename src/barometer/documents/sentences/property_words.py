"""What people call the usual properties of bodies, and the families made of them."""

from collections.abc import Mapping
from typing import Final

from barometer.core.comparison.families import Family
from barometer.core.grids.model import Text
from barometer.documents.formats import Language, Phrase, format_list, pick, space_french

EVERYBODY: Final = Phrase("toutes les structures", "all bodies")

USUAL_WORDS: Final[Mapping[tuple[str, str], Text]] = {
    ("kind", "commune"): Text("communes", "towns"),
    ("kind", "town"): Text("communes", "towns"),
    ("kind", "intercommunal"): Text("intercommunalités", "groups of towns"),
    ("kind", "group"): Text("intercommunalités", "groups of towns"),
    ("kind", "departement"): Text("départements", "départements"),
    ("kind", "housing_office"): Text("offices publics de l’habitat", "public housing offices"),
    ("kind", "housing"): Text("bailleurs sociaux", "social housing bodies"),
    ("kind", "hospital"): Text("hôpitaux", "hospitals"),
    ("kind", "chamber"): Text("chambres consulaires", "chambers of commerce"),
    ("kind", "library"): Text("bibliothèques", "libraries"),
    ("kind", "care_home"): Text("maisons de retraite", "care homes"),
    ("kind", "university"): Text("universités", "universities"),
    ("stratum", "under-10k"): Text("moins de 10 000 habitants", "under 10,000 inhabitants"),
    ("stratum", "10k-20k"): Text("10 000 à 20 000 habitants", "10,000 to 20,000 inhabitants"),
    ("stratum", "20k-50k"): Text("20 000 à 50 000 habitants", "20,000 to 50,000 inhabitants"),
    ("stratum", "50k-100k"): Text("50 000 à 100 000 habitants", "50,000 to 100,000 inhabitants"),
    ("stratum", "over-100k"): Text("plus de 100 000 habitants", "over 100,000 inhabitants"),
    ("stratum", "small"): Text("petite taille", "small size"),
    ("stratum", "medium"): Text("taille moyenne", "medium size"),
    ("stratum", "large"): Text("grande taille", "large size"),
    ("certified", "yes"): Text("structures certifiées", "certified bodies"),
    ("certified", "no"): Text("structures non certifiées", "bodies that are not certified"),
}
"""Words for values of properties; those that a file gives win over them."""

DEFINITIONS: Final[Mapping[str, Phrase]] = {
    "kind-stratum": Phrase("même genre et même taille", "same kind and same size"),
    "kind": Phrase("même genre", "same kind"),
    "certified": Phrase("certifiées ou non", "certified or not"),
    "all": Phrase("toutes ensemble", "all together"),
}
"""What the usual definitions of families mean."""

Labels = Mapping[tuple[str, str], Text]


def name_value(name: str, value: str, labels: Labels, language: Language) -> str:
    """Return what people call the value of a property; the value itself if nothing is known."""
    known = labels.get((name, value)) or USUAL_WORDS.get((name, value))
    return space_french(pick(known, language)) if known else value


def name_definition(code: str, language: Language) -> str:
    """Return what a definition of families means; its code if it is not a usual one."""
    return DEFINITIONS[code].say(language) if code in DEFINITIONS else code


def name_family(family: Family, labels: Labels, language: Language) -> str:
    """Return what people call a family: « communes, 10 000 à 20 000 habitants ».

    Example:
        >>> combination = (("kind", ("commune", "hospital")),)
        >>> name_family(Family("k:x", "k", combination, (), (), None, True), {}, Language.EN)
        'towns or hospitals'
    """
    parts = [
        format_list(
            [name_value(name, value, labels, language) for value in values],
            language,
            is_choice=True,
        )
        for name, values in family.combination
    ]
    return ", ".join(parts) or EVERYBODY.say(language)


def label_families(families: tuple[Family, ...], labels: Labels) -> dict[str, Text]:
    """Return what people call each family, by code, in both languages."""
    return {
        family.code: Text(
            name_family(family, labels, Language.FR), name_family(family, labels, Language.EN)
        )
        for family in families
    }
