"""Why an audit is worth a second look, in one sentence per flag."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from barometer.core.quality.flags import Flag, Rule, Unit
from barometer.documents.formats import (
    Language,
    Phrase,
    format_list,
    format_number,
    format_points,
    format_share,
)

WORK: Final = Phrase("Tous les audits de {auditor}", "All audits by {auditor}")
AUDIT: Final = Phrase("Audit {audits} ({auditor})", "Audit {audits} ({auditor})")
AUDITS: Final = Phrase("Audits {audits} ({auditor})", "Audits {audits} ({auditor})")
NOBODY: Final = Phrase("auditeur non nommé", "auditor not named")
SENTENCE: Final = Phrase("{who} : {what}", "{who}: {what}")
CHANCE: Final = Phrase(
    "{sentence} Probabilité d’un tel cas sans anomalie : {share}.",
    "{sentence} Probability of such a case without an anomaly: {share}.",
)
UNDER: Final = Phrase("moins de 0,1 %", "under 0.1%")

RULES: Final[Mapping[Rule, Phrase]] = {
    Rule.FASTER_THAN_OTHERS: Phrase(
        "fait en {observed}, quand les audits de ce scénario en prennent {expected}.",
        "done in {observed}, when audits of this scenario take {expected}.",
    ),
    Rule.FASTER_THAN_READING: Phrase(
        "fait en {observed}, moins qu’il n’en faut pour lire les questions ({expected}).",
        "done in {observed}, less than it takes to read the questions ({expected}).",
    ),
    Rule.OVERLAPPING: Phrase(
        "les deux se chevauchent de {observed} : une personne ne peut faire les deux à la fois.",
        "the two overlap by {observed}: one person cannot do both at once.",
    ),
    Rule.IMPOSSIBLE_TRAVEL: Phrase(
        "aller de l’un à l’autre à temps demanderait {observed}, plus que {expected}.",
        "getting from one to the other in time would take {observed}, more than {expected}.",
    ),
    Rule.OUTSIDE_OPENING_HOURS: Phrase(
        "fait à {observed} des heures d’ouverture du service.",
        "done {observed} outside the opening hours of the service.",
    ),
    Rule.OUTSIDE_SLOT: Phrase(
        "fait à {observed} du créneau prévu.", "done {observed} outside the slot planned."
    ),
    Rule.EVIDENCE_REUSED: Phrase(
        "une même preuve sert à {observed}.", "the same evidence serves {observed}."
    ),
    Rule.LONG_IDENTICAL_RUN: Phrase(
        "{observed} identiques de suite (habituellement {expected}).",
        "{observed} the same in a row (usually {expected}).",
    ),
    Rule.LOW_ENTROPY: Phrase(
        "réponses très peu variées ({observed} ; habituellement {expected}).",
        "answers with very little variety ({observed}; usually {expected}).",
    ),
    Rule.NEAR_DUPLICATE: Phrase(
        "{observed} de réponses identiques entre les deux (habituellement {expected}).",
        "{observed} of the answers are the same in both (usually {expected}).",
    ),
    Rule.ROUND_NUMBERS: Phrase(
        "{observed} des nombres notés finissent par 0 ou 5, contre {expected} chez les autres : "
        "ils sont sans doute arrondis.",
        "{observed} of the numbers noted end in 0 or 5, against {expected} among the others: they "
        "are probably rounded.",
    ),
    Rule.LAST_DIGITS: Phrase(
        "les derniers chiffres notés ne ressemblent pas à ceux des autres (écart {observed} fois "
        "celui du hasard).",
        "the last digits noted do not look like those of the others (distance {observed} times "
        "that of chance).",
    ),
    Rule.LOW_VARIANCE: Phrase(
        "d’une structure à l’autre les résultats varient de {observed}, contre {expected} chez les "
        "autres.",
        "from body to body the results vary by {observed}, against {expected} among the others.",
    ),
    Rule.LENIENCY: Phrase(
        "donne en moyenne {observed} par rapport aux autres, à structures égales.",
        "gives {observed} on average compared with the others, for equal bodies.",
    ),
    Rule.UNLIKE_THE_BODY: Phrase(
        "à {observed} des autres audits de la même structure.",
        "{observed} away from the other audits of the same body.",
    ),
}
SIGNED: Final = frozenset({Rule.LENIENCY, Rule.UNLIKE_THE_BODY})


def _counted(fr: str, en: str, decimals: int = 0) -> Callable[[float, Language], str]:
    phrase = Phrase(f"{{n}} {fr}", f"{{n}} {en}")
    return lambda value, language: phrase.say(language, n=format_number(value, decimals, language))


UNITS: Final[Mapping[Unit, Callable[[float, Language], str]]] = {
    Unit.MINUTES: _counted("min", "min"),
    Unit.KILOMETRES_PER_HOUR: _counted("km/h", "km/h"),
    Unit.ANSWERS: _counted("réponses", "answers"),
    Unit.BITS: _counted("bit", "bits", 2),
    Unit.SHARE: format_share,
    Unit.RATIO: lambda value, language: format_number(value, 1, language),
    Unit.POINTS: _counted("points", "points", 1),
    Unit.AUDITS: _counted("audits", "audits"),
}


def say_flag(flag: Flag, auditor: str, audits: Sequence[str], language: Language) -> str:
    """Return why a case is worth a second look.

    Arguments:
        flag: The case.
        auditor: Code of the auditor; '' where the files do not name one.
        audits: Codes of the audits concerned; none when it is all the auditor's work.
        language: Of the sentence.

    Source: Method, section 9.3.
    """
    named = auditor or NOBODY.say(language)
    who = (WORK, AUDIT, AUDITS)[min(len(audits), 2)]
    sentence = SENTENCE.say(
        language,
        who=who.say(language, auditor=named, audits=format_list(list(audits), language)),
        what=RULES[flag.rule].say(
            language,
            observed=_observed(flag, language),
            expected=UNITS[flag.unit](flag.expected, language),
        ),
    )
    if flag.p_value is None:
        return sentence
    return CHANCE.say(language, sentence=sentence, share=_chance(flag.p_value, language))


def _observed(flag: Flag, language: Language) -> str:
    if flag.observed == float("inf"):
        return "∞"
    if flag.rule not in SIGNED:
        return UNITS[flag.unit](flag.observed, language)
    points = format_points(flag.observed, language)
    sign = "+" if flag.observed > 0 else ""
    return Phrase("{n} points", "{n} points").say(language, n=f"{sign}{points}")


def _chance(p_value: float, language: Language) -> str:
    return UNDER.say(language) if p_value < 0.001 else format_share(p_value, language)
