"""Where a body stands among its peers, in sentences."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from barometer.core.comparison.effects import EffectClass, PeerShare
from barometer.core.comparison.positions import DEFAULT_MINIMUM_PEERS, Comparability
from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_interval,
    format_list,
    format_number,
    format_share,
)

MOST_NAMED: Final = 5

NAMED_BODY: Final = Phrase("{code} ({name})", "{code} ({name})")
SCORE: Final = Phrase(
    "La note de {body} est de {value} sur 100 ({interval}{audits}).",
    "The score of {body} is {value} out of 100 ({interval}{audits}).",
)
NO_SCORE: Final = Phrase(
    "{body} n’a pas de note : trop peu de l’attendu a été observé.",
    "{body} has no score: too little of what was expected was observed.",
)
AUDITS: Final = Plural(Phrase("{n} audit", "{n} audit"), Phrase("{n} audits", "{n} audits"))
PEERS: Final = Plural(
    Phrase("son seul pair", "its only peer"), Phrase("ses {n} pairs", "its {n} peers")
)
POINTS: Final = Plural(Phrase("{n} point", "{n} point"), Phrase("{n} points", "{n} points"))

SAME: Final = Phrase(
    "Rien ne la distingue de celle de {peers} ({family}).",
    "Nothing tells it apart from that of {peers} ({family}).",
)
EFFECTS: Final[Mapping[EffectClass, Phrase]] = {
    EffectClass.NOT_DISTINGUISHABLE: SAME,
    EffectClass.CLEARLY_ABOVE: Phrase(
        "Elle est nettement au-dessus de celle de {peers} ({family}) : d’environ {points}, part "
        "de chance déduite.",
        "It is clearly above that of {peers} ({family}): by about {points}, luck taken out.",
    ),
    EffectClass.ABOVE: Phrase(
        "Elle est au-dessus de celle de {peers} ({family}) : d’environ {points}, part de chance "
        "déduite.",
        "It is above that of {peers} ({family}): by about {points}, luck taken out.",
    ),
    EffectClass.CLOSE_ABOVE: Phrase(
        "Elle est au-dessus de celle de {peers} ({family}), mais de trop peu pour compter.",
        "It is above that of {peers} ({family}), but by too little to matter.",
    ),
    EffectClass.CLOSE_BELOW: Phrase(
        "Elle est au-dessous de celle de {peers} ({family}), mais de trop peu pour compter.",
        "It is below that of {peers} ({family}), but by too little to matter.",
    ),
    EffectClass.BELOW: Phrase(
        "Elle est au-dessous de celle de {peers} ({family}) : d’environ {points}, part de chance "
        "déduite.",
        "It is below that of {peers} ({family}): by about {points}, luck taken out.",
    ),
    EffectClass.CLEARLY_BELOW: Phrase(
        "Elle est nettement au-dessous de celle de {peers} ({family}) : d’environ {points}, part "
        "de chance déduite.",
        "It is clearly below that of {peers} ({family}): by about {points}, luck taken out.",
    ),
}
NOT_COMPARED: Final[Mapping[Comparability, Phrase]] = {
    Comparability.NO_FAMILY: Phrase(
        "Elle n’a pas de pairs : il manque à cette structure de quoi la classer ({missing}).",
        "It has no peers: what would class this body is missing ({missing}).",
    ),
    Comparability.NO_STANDARD_ERROR: Phrase(
        "Elle repose sur trop peu d’audits pour être comparée à celle de ses pairs ({family}).",
        "It rests on too few audits to be compared with that of its peers ({family}).",
    ),
    Comparability.TOO_FEW_PEERS: Phrase(
        "Elle n’est pas comparée : cette structure a {n} pairs notés ({family}), il en faut "
        "{least}.",
        "It is not compared: this body has {n} peers with a score ({family}), {least} are needed.",
    ),
}
FAMILY_MEAN: Final = Phrase(
    "La moyenne de cette famille, elle comprise, est de {mean}.",
    "The mean of this family, itself included, is {mean}.",
)
TOP_QUARTER: Final = Phrase(
    "La probabilité qu’elle soit dans le premier quart de sa famille est de {share}.",
    "The probability that it is in the top quarter of its family is {share}.",
)
PEER_SHARES: Final[Mapping[PeerShare, Phrase]] = {
    PeerShare.FEWER_THAN_1_IN_10: Phrase("moins d’un pair sur dix", "fewer than 1 peer in 10"),
    PeerShare.FEWER_THAN_1_IN_4: Phrase("moins d’un pair sur quatre", "fewer than 1 peer in 4"),
    PeerShare.FEWER_THAN_HALF: Phrase("moins de la moitié des pairs", "fewer than half the peers"),
    PeerShare.ABOUT_HALF: Phrase("environ la moitié des pairs", "about half the peers"),
    PeerShare.MORE_THAN_HALF: Phrase("plus de la moitié des pairs", "more than half the peers"),
    PeerShare.MORE_THAN_3_IN_4: Phrase("plus de trois pairs sur quatre", "more than 3 peers in 4"),
    PeerShare.MORE_THAN_9_IN_10: Phrase("plus de neuf pairs sur dix", "more than 9 peers in 10"),
}
LOWER_PEERS: Final = Phrase(
    "Sans doute {share} ont une note plus basse.", "Probably {share} have a lower score."
)
RANKS: Final = Phrase(
    "Parmi les {count} structures notées de sa famille, les rangs que les données n’excluent pas "
    "vont de {best} à {worst}.",
    "Among the {count} bodies of its family with a score, the ranks that the data do not exclude "
    "go from {best} to {worst}.",
)
OTHER_FIGURES: Final = Phrase(
    "Autres résultats comparés : {count} ; au-dessus des pairs : {above} ; au-dessous : {below}.",
    "Other results compared: {count}; above the peers: {above}; below: {below}.",
)
NONE: Final = Phrase("aucun", "none")
MORE: Final = Phrase("{count} autres", "{count} others")

EDITION: Final = Phrase(
    "{bodies} dans {families} ({definition}).", "{bodies} in {families} ({definition})."
)
BODIES: Final = Plural(Phrase("{n} structure", "{n} body"), Phrase("{n} structures", "{n} bodies"))
FAMILIES: Final = Plural(
    Phrase("{n} famille", "{n} family"), Phrase("{n} familles", "{n} families")
)
EDITION_POSITIONS: Final = Phrase(
    "Sur la note : {above} au-dessus des pairs, {below} au-dessous ; rien ne distingue les "
    "autres des leurs ({same}). Non comparées : {missing}.",
    "On the score: {above} above their peers, {below} below; nothing tells the others apart from "
    "theirs ({same}). Not compared: {missing}.",
)
EMPTY_EDITION: Final = Phrase(
    "Aucune structure : il n’y a rien à comparer.", "No body: there is nothing to compare."
)
HIDDEN: Final = Phrase(
    "Statistiques de familles montrées : {shown} ; gardées secrètes pour protéger les "
    "structures : {hidden}.",
    "Statistics of families shown: {shown}; kept secret to protect the bodies: {hidden}.",
)


@dataclass(frozen=True, slots=True)
class BodyStanding:
    """Where the score of one body stands.

    Arguments:
        code, name: The body.
        value, low, high: Its score, 0 to 100; NaN where there is none.
        audits: Audits on which it rests.
        family: What people call its family; '' if it has none.
        missing: Properties that it lacks to have one.
        peers: Peers with a comparable score.
        comparability, effect, peer_share, about_points: See section 5.
        family_mean: Rounded; NaN where it may not be shown.
        top_quartile: Probability, 0 to 1; NaN where unknown.
        ranks: Best, worst, and how many are ranked; None where there is no set.
    """

    code: str
    name: str
    value: float
    low: float
    high: float
    audits: int
    family: str
    missing: tuple[str, ...]
    peers: int
    comparability: Comparability
    effect: EffectClass
    peer_share: PeerShare
    about_points: float
    family_mean: float
    top_quartile: float
    ranks: tuple[int, int, int] | None


def name_body(code: str, name: str, language: Language) -> str:
    """Return « S012 (Ville d’Ambrières) », or the code alone where it is the name."""
    return code if name in ("", code) else NAMED_BODY.say(language, code=code, name=name)


def say_score(standing: BodyStanding, language: Language) -> str:
    """Return the sentence on the score of a body, with its interval and its audits."""
    body = name_body(standing.code, standing.name, language)
    if not math.isfinite(standing.value):
        return NO_SCORE.say(language, body=body)
    is_framed = math.isfinite(standing.low) and math.isfinite(standing.high)
    interval = f"{format_interval(standing.low, standing.high, language)}, " if is_framed else ""
    return SCORE.say(
        language,
        body=body,
        value=format_number(standing.value, 0, language),
        interval=interval,
        audits=AUDITS.say(language, standing.audits),
    )


def say_standing(standing: BodyStanding, language: Language) -> tuple[str, ...]:
    """Return the sentences on one body: its score, its peers, its chances, its ranks.

    Source: Method, section 5.7.
    """
    found = [say_score(standing, language)]
    if not math.isfinite(standing.value):
        return tuple(found)
    found.append(_say_position(standing, language))
    if math.isfinite(standing.family_mean):
        decimals = 0 if standing.family_mean == round(standing.family_mean) else 1
        mean = format_number(standing.family_mean, decimals, language)
        found.append(FAMILY_MEAN.say(language, mean=mean))
    if math.isfinite(standing.top_quartile):
        share = format_share(standing.top_quartile, language)
        found.append(TOP_QUARTER.say(language, share=share))
    if standing.ranks is not None:
        best, worst, count = standing.ranks
        found.append(RANKS.say(language, best=best, worst=worst, count=count))
    return tuple(found)


def _say_position(standing: BodyStanding, language: Language) -> str:
    if standing.comparability is not Comparability.COMPARED:
        return NOT_COMPARED[standing.comparability].say(
            language,
            family=standing.family,
            n=standing.peers,
            least=DEFAULT_MINIMUM_PEERS,
            missing=", ".join(standing.missing),
        )
    sentence = EFFECTS[standing.effect].say(
        language,
        peers=PEERS.say(language, standing.peers),
        family=standing.family,
        points=POINTS.say(language, abs(standing.about_points)),
    )
    if standing.effect is EffectClass.NOT_DISTINGUISHABLE:
        return sentence
    share = PEER_SHARES[standing.peer_share].say(language)
    return f"{sentence} {LOWER_PEERS.say(language, share=share)}"


def say_other_figures(
    count: int, above: tuple[str, ...], below: tuple[str, ...], language: Language
) -> str:
    """Return the sentence on the other figures of a body.

    Arguments:
        count: Figures compared, the score apart.
        above, below: Labels of those that are above and below the peers.
        language: Of the sentence.
    """
    return OTHER_FIGURES.say(
        language,
        count=count,
        above=_enumerate(above, language),
        below=_enumerate(below, language),
    )


def _enumerate(labels: tuple[str, ...], language: Language) -> str:
    if not labels:
        return NONE.say(language)
    rest = len(labels) - MOST_NAMED
    more = [MORE.say(language, count=rest)] if rest > 1 else list(labels[MOST_NAMED:])
    return format_list([*labels[:MOST_NAMED], *more], language)


@dataclass(frozen=True, slots=True)
class EditionStanding:
    """How the bodies of an edition stand on the score, counted.

    ``shown`` and ``hidden`` count the statistics of families.
    """

    bodies: int
    families: int
    definition: str
    above: int
    same: int
    below: int
    shown: int
    hidden: int


def say_edition(standing: EditionStanding, language: Language) -> tuple[str, ...]:
    """Return the sentences on a whole edition."""
    if not standing.bodies:
        return (EMPTY_EDITION.say(language),)
    compared = standing.above + standing.same + standing.below
    return (
        EDITION.say(
            language,
            bodies=BODIES.say(language, standing.bodies),
            families=FAMILIES.say(language, standing.families),
            definition=standing.definition,
        ),
        EDITION_POSITIONS.say(
            language,
            above=BODIES.say(language, standing.above),
            below=BODIES.say(language, standing.below),
            same=standing.same,
            missing=standing.bodies - compared,
        ),
        HIDDEN.say(language, shown=standing.shown, hidden=standing.hidden),
    )
