"""What the checks of audit quality found, and what could not be checked, in sentences."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from barometer.core.quality.agreement import Agreement, Verdict
from barometer.core.quality.flags import AnomalyReport, Rule
from barometer.core.quality.leniency import Design, Leniency
from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_list,
    format_number,
    format_points,
    format_share,
)

AUDITS: Final = Plural(
    Phrase("{n} audit examiné.", "{n} audit examined."),
    Phrase("{n} audits examinés.", "{n} audits examined."),
)
FLAGS: Final = Plural(
    Phrase(
        "{n} cas à revoir par une personne ; aucun ne change une note de lui-même.",
        "{n} case for a person to look at; none changes a score by itself.",
    ),
    Phrase(
        "{n} cas à revoir par une personne ; aucun ne change une note de lui-même.",
        "{n} cases for a person to look at; none changes a score by itself.",
    ),
)
RULE_COUNT: Final = Phrase(
    "À revoir — {name} : {flagged} sur {tested} examinés.",
    "To review — {name}: {flagged} out of {tested} examined.",
)
NOT_CHECKED: Final = Phrase(
    "Non vérifié, faute de matière : {rules}.", "Not checked, for lack of material: {rules}."
)
RULE_NAMES: Final[Mapping[Rule, Phrase]] = {
    Rule.FASTER_THAN_OTHERS: Phrase("audits trop rapides", "audits done too fast"),
    Rule.FASTER_THAN_READING: Phrase(
        "audits plus courts que la lecture des questions", "audits shorter than reading takes"
    ),
    Rule.OVERLAPPING: Phrase("audits qui se chevauchent", "overlapping audits"),
    Rule.IMPOSSIBLE_TRAVEL: Phrase("trajets impossibles", "impossible journeys"),
    Rule.OUTSIDE_OPENING_HOURS: Phrase("audits hors des heures d’ouverture",
                                       "audits outside opening hours"),
    Rule.OUTSIDE_SLOT: Phrase("audits hors du créneau prévu", "audits outside their slot"),
    Rule.EVIDENCE_REUSED: Phrase("preuves réutilisées", "evidence used again"),
    Rule.LONG_IDENTICAL_RUN: Phrase("longues suites identiques", "long identical runs"),
    Rule.LOW_ENTROPY: Phrase("réponses trop peu variées", "answers with too little variety"),
    Rule.NEAR_DUPLICATE: Phrase("audits presque identiques", "nearly identical audits"),
    Rule.ROUND_NUMBERS: Phrase("nombres arrondis", "rounded numbers"),
    Rule.LAST_DIGITS: Phrase("derniers chiffres inhabituels", "unusual last digits"),
    Rule.LOW_VARIANCE: Phrase("auditeurs toujours du même avis", "auditors always of one mind"),
    Rule.LENIENCY: Phrase("auditeurs indulgents ou sévères", "lenient or severe auditors"),
    Rule.UNLIKE_THE_BODY: Phrase("audits à part dans leur structure", "audits unlike their body"),
}  # fmt: skip
LENIENT: Final = Phrase(
    "D’un auditeur à l’autre, à structures égales, les résultats varient de {sd} points "
    "(écart-type) ; le plus sévère donne {low}, le plus indulgent {high}.",
    "From auditor to auditor, for equal bodies, results vary by {sd} points (standard deviation); "
    "the most severe gives {low}, the most lenient {high}.",
)
GROUPS: Final = Phrase(
    "Les auditeurs forment des groupes sans structure commune : on ne compare qu’à l’intérieur "
    "d’un groupe.",
    "The auditors form groups without a body in common: they compare within a group only.",
)
DESIGNS: Final[Mapping[Design, Phrase]] = {
    Design.NOT_COMPARABLE: Phrase(
        "Indulgence des auditeurs : aucune structure n’a été vue par deux d’entre eux, rien ne les "
        "compare.",
        "Leniency of auditors: no body was seen by two of them, nothing compares them.",
    ),
    Design.NO_VARIATION: Phrase(
        "Indulgence des auditeurs : tous les résultats sont égaux, il n’y a rien à expliquer.",
        "Leniency of auditors: all results are equal, there is nothing to explain.",
    ),
    Design.EMPTY: Phrase(
        "Indulgence des auditeurs : aucun audit n’a de résultat.",
        "Leniency of auditors: no audit has a result.",
    ),
}
NO_AUDITOR: Final = Phrase(
    "Indulgence des auditeurs : les fichiers ne nomment pas les auditeurs (colonne auditor).",
    "Leniency of auditors: the files do not name the auditors (column auditor).",
)
NOT_DOUBLE_CODED: Final = Phrase(
    "Accord entre auditeurs : aucun audit n’a été codé deux fois (option --double-coded).",
    "Agreement between auditors: no audit was coded twice (option --double-coded).",
)
AGREEMENT: Final = Phrase(
    "Accord entre auditeurs : {raw} de réponses identiques sur {audits} audits codés deux fois. "
    "Items sûrs : {reliable} ; à interpréter avec prudence : {tentative} ; trop peu sûrs : "
    "{unreliable} ; sans réponse différente, donc non jugés : {same}.",
    "Agreement between auditors: {raw} of the answers are the same over {audits} audits coded "
    "twice. Items that are reliable: {reliable}; to be read with care: {tentative}; too "
    "unreliable: {unreliable}; without any different answer, hence not judged: {same}.",
)
WORST: Final = Phrase("Les moins sûrs : {items}.", "The least reliable: {items}.")
MOST_NAMED: Final = 5


def say_anomalies(report: AnomalyReport, audits: int, language: Language) -> tuple[str, ...]:
    """Return the sentences on the cases to review, and on the rules without material.

    Arguments:
        report: What the rules found.
        audits: Audits examined.
        language: Of the sentences.
    """
    sentences = [AUDITS.say(language, audits), FLAGS.say(language, len(report.flags))]
    sentences += [
        RULE_COUNT.say(
            language,
            name=RULE_NAMES[count.rule].say(language),
            flagged=count.flagged,
            tested=format_number(count.tested, 0, language),
        )
        for count in report.counts
        if count.flagged
    ]
    tested = {count.rule for count in report.counts if count.tested}
    left = [RULE_NAMES[rule].say(language) for rule in Rule if rule not in tested]
    if left:
        sentences.append(NOT_CHECKED.say(language, rules=format_list(left, language)))
    return tuple(sentences)


def say_leniency(leniency: Leniency | None, language: Language) -> tuple[str, ...]:
    """Return the sentences on the leniency of the auditors.

    Arguments:
        leniency: What was estimated; None where the files name no auditor.
        language: Of the sentences.
    """
    if leniency is None:
        return (NO_AUDITOR.say(language),)
    if not leniency.is_estimated:
        return (DESIGNS[leniency.design].say(language),)
    effects = leniency.auditor_effects[~np.isnan(leniency.auditor_effects)]
    sentence = LENIENT.say(
        language,
        sd=format_points(leniency.auditor_sd, language),
        low=_signed(float(effects.min()), language),
        high=_signed(float(effects.max()), language),
    )
    is_split = leniency.design is Design.DISCONNECTED
    return (sentence, GROUPS.say(language)) if is_split else (sentence,)


def _signed(points: float, language: Language) -> str:
    stated = format_points(points, language)
    return f"+{stated}" if points > 0 else stated


def say_agreement(
    by_item: Mapping[str, Agreement], raw: float, audits: int, language: Language
) -> tuple[str, ...]:
    """Return the sentences on the agreement of a sample coded twice.

    Arguments:
        by_item: Agreement by item.
        raw: Share (0 to 1) of equal answers, all items together; NaN where none was coded twice.
        audits: Audits coded twice.
        language: Of the sentences.
    """
    if not audits or math.isnan(raw):
        return (NOT_DOUBLE_CODED.say(language),)
    counts = {
        verdict: sum(found.verdict is verdict for found in by_item.values()) for verdict in Verdict
    }
    sentence = AGREEMENT.say(
        language,
        raw=format_share(raw, language),
        audits=audits,
        reliable=counts[Verdict.RELIABLE],
        tentative=counts[Verdict.TENTATIVE],
        unreliable=counts[Verdict.UNRELIABLE],
        same=counts[Verdict.NO_VARIATION],
    )
    worst = _least_reliable(by_item)
    if not worst:
        return (sentence,)
    return sentence, WORST.say(language, items=format_list(worst, language))


def _least_reliable(by_item: Mapping[str, Agreement]) -> Sequence[str]:
    judged = [
        (found.alpha, code)
        for code, found in by_item.items()
        if found.verdict is Verdict.UNRELIABLE and not found.has_prevalence_paradox
    ]
    return [code for _, code in sorted(judged)[:MOST_NAMED]]
