"""What would leak, to whom and through which figures, in sentences."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from barometer.core.disclosure.leaks import Leak, LeakKind
from barometer.core.disclosure.registry import Audience
from barometer.core.disclosure.rules import Reason, Refusal
from barometer.core.disclosure.standard_releases import WITH_THE_WHOLE
from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_list,
    format_number,
    format_points,
    quote,
)

MOST_SAID: Final = 20
MOST_RELEASES: Final = 4

PLAN: Final = Phrase(
    "{proposed} statistiques proposées : {shown} peuvent être montrées, {withheld} sont gardées "
    "secrètes pour que personne ne puisse situer une structure à moins de {margin} points.",
    "{proposed} statistics proposed: {shown} may be shown, {withheld} are kept secret so that "
    "nobody can locate a body within {margin} points.",
)
NOTHING_TO_RELEASE: Final = Phrase(
    "Aucune statistique à publier : aucune structure n’a de résultat.",
    "No statistic to release: no body has a result.",
)
WHY: Final = Phrase("Gardées secrètes — {reason} : {count}.", "Kept secret — {reason}: {count}.")
OPERATOR_ONLY: Final = Phrase(
    "Ces raisons sont pour l’opérateur seul : à l’écran on écrit « non montré », sans plus.",
    "These reasons are for the operator alone: a screen says “not shown” and nothing more.",
)
REASONS: Final[Mapping[str, Phrase]] = {
    Reason.TOO_FEW_OTHERS.value: Phrase("famille trop petite", "family too small"),
    Reason.TOO_FEW_FOR_OPEN.value: Phrase(
        "trop peu de structures pour le public", "too few bodies for the public"
    ),
    Reason.TOO_FEW_FOR_DISTRIBUTION.value: Phrase(
        "trop peu de structures pour des quartiles", "too few bodies for quartile points"
    ),
    Reason.NO_VALUE.value: Phrase("une structure sans résultat", "a body without a result"),
    Reason.SATURATED.value: Phrase(
        "moyenne si proche de 0 ou de 100 qu’elle dit le résultat de chacune",
        "a mean so near 0 or 100 that it tells everyone’s result",
    ),
    Reason.ALL_EQUAL.value: Phrase(
        "toutes les structures ont le même résultat", "all bodies have the same result"
    ),
    Reason.DOMINATED.value: Phrase("une structure domine", "one body dominates"),
    Reason.LEAKS_EXACTLY.value: Phrase(
        "le résultat d’une structure se calculerait", "a body’s result could be worked out"
    ),
    Reason.LEAKS_WITHIN_MARGIN.value: Phrase(
        "une structure serait située de trop près", "a body would be located too closely"
    ),
    WITH_THE_WHOLE: Phrase(
        "fait partie d’un résultat gardé secret", "is part of a result kept secret"
    ),
}

SAFE: Final = Phrase(
    "{count} statistiques examinées : personne ne peut en tirer le résultat d’une structure à "
    "moins de {margin} points, même en réunissant les résultats de {coalition} participants.",
    "{count} statistics examined: nobody can work a body’s result out of them within {margin} "
    "points, even by putting the results of {coalition} participants together.",
)
UNSAFE: Final = Phrase(
    "Statistiques examinées : {count} ; structures qui seraient découvertes : {bodies} ; règles "
    "enfreintes : {breaches}.",
    "Statistics examined: {count}; bodies that would be found out: {bodies}; rules broken: "
    "{breaches}.",
)
EXACT: Final = Phrase(
    "{body}, {figure} : le résultat se calcule exactement{by}. Par {releases}. Vu par {audience}.",
    "{body}, {figure}: the result can be worked out exactly{by}. Through {releases}. Seen by "
    "{audience}.",
)
LOCATED: Final = Phrase(
    "{body}, {figure} : le résultat se situe entre {low} et {high}{by}. Par {releases}. Vu par "
    "{audience}.",
    "{body}, {figure}: the result lies between {low} and {high}{by}. Through {releases}. Seen by "
    "{audience}.",
)
BY_COALITION: Final = Plural(
    Phrase(
        " en y ajoutant ce que {bodies} sait d’elle-même",
        " by adding what {bodies} knows of itself",
    ),
    Phrase(
        " en y ajoutant ce que {bodies} savent d’elles-mêmes",
        " by adding what {bodies} know of themselves",
    ),
)
BREACH: Final = Phrase(
    "Règle enfreinte par {code} : {reason} ({found} pour {required}).",
    "Rule broken by {code}: {reason} ({found} for {required}).",
)
AND_MORE: Final = Phrase("Et {count} autres cas.", "And {count} more cases.")
MORE_RELEASES: Final = Phrase("{count} autres", "{count} others")
AUDIENCES: Final[Mapping[Audience, Phrase]] = {
    Audience.PUBLIC: Phrase("tout le monde", "everybody"),
    Audience.PARTICIPANTS: Phrase("les participants", "the participants"),
    Audience.VIEWER: Phrase("un lecteur et ceux à qui il en parle", "a viewer and confidants"),
}


def say_plan(
    shown: int, reasons: Sequence[str], margin: float, language: Language
) -> tuple[str, ...]:
    """Return the sentences on what may be released.

    Arguments:
        shown: Statistics that may be shown.
        reasons: Reason of each one that is withheld.
        margin: Points within which nobody may be located.
        language: Of the sentences.
    """
    if not shown and not reasons:
        return (NOTHING_TO_RELEASE.say(language),)
    found = [
        PLAN.say(
            language,
            proposed=shown + len(reasons),
            shown=shown,
            withheld=len(reasons),
            margin=format_number(margin, 0, language),
        )
    ]
    found += [
        WHY.say(language, reason=REASONS[reason].say(language), count=count)
        for reason, count in Counter(reasons).most_common()
    ]
    return (*found, OPERATOR_ONLY.say(language)) if reasons else tuple(found)


def say_safe(count: int, margin: float, coalition: int, language: Language) -> str:
    """Return the sentence on releases that give nobody away."""
    return SAFE.say(
        language, count=count, margin=format_number(margin, 0, language), coalition=coalition
    )


def say_leaks(
    leaks: Sequence[Leak],
    breaches: Sequence[Refusal],
    count: int,
    labels: Mapping[str, str],
    language: Language,
) -> tuple[str, ...]:
    """Return the sentences on what a set of releases gives away.

    Arguments:
        leaks: Who would be located.
        breaches: Releases that break a rule by themselves.
        count: Releases examined.
        labels: What people call each figure.
        language: Of the sentences.
    """
    bodies = len({leak.body for leak in leaks})
    found = [UNSAFE.say(language, count=count, bodies=bodies, breaches=len(breaches))]
    found += [_say_breach(breach, language) for breach in breaches[:MOST_SAID]]
    found += [_say_leak(leak, labels, language) for leak in leaks[:MOST_SAID]]
    rest = max(len(leaks) - MOST_SAID, 0) + max(len(breaches) - MOST_SAID, 0)
    return (*found, AND_MORE.say(language, count=rest)) if rest else tuple(found)


def _say_breach(breach: Refusal, language: Language) -> str:
    return BREACH.say(
        language,
        code=breach.code,
        reason=REASONS[breach.reason.value].say(language),
        found=format_number(breach.found, 0, language),
        required=format_number(breach.required, 0, language),
    )


def _say_leak(leak: Leak, labels: Mapping[str, str], language: Language) -> str:
    codes = [quote(code, language) for code in leak.release_codes[:MOST_RELEASES]]
    rest = len(leak.release_codes) - MOST_RELEASES
    if rest > 0:
        codes.append(MORE_RELEASES.say(language, count=rest))
    by = ""
    if leak.coalition:
        bodies = format_list(leak.coalition, language)
        by = BY_COALITION.say(language, len(leak.coalition), bodies=bodies)
    values = {
        "body": leak.body,
        "figure": labels.get(leak.figure, leak.figure),
        "by": by,
        "releases": format_list(codes, language),
        "audience": AUDIENCES[leak.audience].say(language),
    }
    if leak.kind is LeakKind.EXACT or leak.low is None or leak.high is None:
        return EXACT.say(language, **values)
    low, high = format_points(leak.low, language), format_points(leak.high, language)
    return LOCATED.say(language, low=low, high=high, **values)
