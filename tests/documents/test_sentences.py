"""Sentences of the analyses: what a mayor reads."""

import math
import re

import pytest

from barometer.core.comparison.effects import EffectClass, PeerShare
from barometer.core.comparison.positions import Comparability
from barometer.core.disclosure.leaks import Leak, LeakKind
from barometer.core.disclosure.registry import Audience
from barometer.core.disclosure.rules import Reason
from barometer.core.quality.flags import UNITS, Flag, Rule
from barometer.documents.formats import Language, Phrase, Plural
from barometer.documents.sentences import (
    change,
    comparison,
    disclosure,
    priorities,
    property_words,
    quality,
    quality_flags,
    robustness,
)
from barometer.documents.sentences.comparison import BodyStanding, say_standing
from barometer.documents.sentences.disclosure import REASONS, say_leaks
from barometer.documents.sentences.priorities import ShownLever, say_levers
from barometer.documents.sentences.quality_flags import say_flag

FR, EN = Language.FR, Language.EN
MODULES = (
    change, comparison, disclosure, priorities, property_words, quality, quality_flags, robustness,
)  # fmt: skip


def make_standing(**changes):
    facts = {
        "code": "S012", "name": "S012", "value": 68.2, "low": 58.4, "high": 78.0, "audits": 14,
        "family": "communes de 10 000 à 50 000 habitants", "missing": (), "peers": 22,
        "comparability": Comparability.COMPARED, "effect": EffectClass.NOT_DISTINGUISHABLE,
        "peer_share": PeerShare.ABOUT_HALF, "about_points": 1.0, "family_mean": 66.0,
        "top_quartile": math.nan, "ranks": None,
    }  # fmt: skip
    return BodyStanding(**(facts | changes))


def phrases_of(module):
    for value in vars(module).values():
        found = value.values() if isinstance(value, dict) else (value,)
        for one in found:
            if isinstance(one, Phrase):
                yield one
            elif isinstance(one, Plural):
                yield from (one.one, one.many)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_both_languages_have_the_same_placeholders_and_typography(module):
    for phrase in phrases_of(module):
        names = [set(re.findall(r"{(\w+)}", text)) for text in (phrase.fr, phrase.en)]
        assert names[0] == names[1], phrase
        assert "'" not in phrase.fr + phrase.en, phrase


def test_a_body_like_its_peers_reads_as_it_should():
    assert " ".join(say_standing(make_standing(), FR)) == (
        "La note de S012 est de 68 sur 100 (de\u00a058\u00a0à\u00a078, 14 audits). "
        "Rien ne la distingue de celle de ses 22 pairs (communes de 10 000 à 50 000 habitants). "
        "La moyenne de cette famille, elle comprise, est de 66."
    )


def test_a_body_above_its_peers_is_told_by_how_much():
    above = make_standing(
        effect=EffectClass.CLEARLY_ABOVE, about_points=7.0, family="towns",
        peer_share=PeerShare.MORE_THAN_9_IN_10, family_mean=math.nan,
    )  # fmt: skip
    assert say_standing(above, EN)[1:] == (
        "It is clearly above that of its 22 peers (towns): by about 7 points, luck taken out. "
        "Probably more than 9 peers in 10 have a lower score.",
    )


def test_a_rank_is_told_as_a_set_and_a_chance_in_percent():
    found = say_standing(make_standing(top_quartile=0.12, ranks=(3, 21, 23), family="towns"), EN)
    assert found[-2:] == (
        "The probability that it is in the top quarter of its family is 12%.",
        "Among the 23 bodies of its family with a score, the ranks that the data do not exclude "
        "go from 3 to 21.",
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", [c for c in Comparability if c not in (0, 2)])
def test_every_reason_not_to_compare_has_its_sentence(reason, language):
    standing = make_standing(comparability=reason, missing=("stratum",), family_mean=math.nan)
    assert len(say_standing(standing, language)) == 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("effect", [e for e in EffectClass if e])
def test_every_effect_has_its_sentence(effect, language):
    assert say_standing(make_standing(effect=effect), language)[1]


def test_a_body_without_a_score_says_so_and_nothing_else():
    assert say_standing(make_standing(value=math.nan, name="Ville A"), EN) == (
        "S012 (Ville A) has no score: too little of what was expected was observed.",
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_words_for_its_flags(rule, language):
    flag = Flag(rule, 0, (1, 2), 0.5, 0.2, UNITS[rule], 0.0004, 0.01)
    sentence = say_flag(flag, "E1", ["a1", "a2"], language)
    assert re.search("E1", sentence)
    assert re.search("0,1|0.1", sentence)


def test_a_stated_impossibility_has_no_probability():
    flag = Flag(Rule.FASTER_THAN_OTHERS, 0, (1,), 4.0, 20.0, UNITS[Rule.FASTER_THAN_OTHERS],
                None, None)  # fmt: skip
    assert say_flag(flag, "E1", ["a1"], EN) == (
        "Audit a1 (E1): done in 4 min, when audits of this scenario take 20 min."
    )


def test_every_reason_to_withhold_has_words():
    assert {reason.value for reason in Reason} <= set(REASONS)


def test_a_leak_says_who_to_whom_and_through_what():
    leak = Leak(LeakKind.INTERVAL, "score", "e", "S3", ("S1",), Audience.PARTICIPANTS,
                (("a", 0.0), ("b", 0.0)), 61.0, 66.5)  # fmt: skip
    assert say_leaks([leak], [], 2, {"score": "Overall score"}, EN)[1] == (
        "S3, Overall score: the result lies between 61.0 and 66.5 by adding what S1 knows of "
        "itself. Through “a” and “b”. Seen by the participants."
    )


def test_levers_are_numbered():
    lever = ShownLever("Greeting", 40.0, 75.0, True, 1.8, 0.83, "quick", "Is the name given?")
    assert say_levers("S1", "S1", 60.0, [lever], EN)[-1] == (
        "1. Greeting: about +1.8 on the score by going from 40 to 75 (level of the best quarter of "
        "its peers), light effort; among its five best levers with a probability of 83%. First: "
        "“Is the name given?”."
    )
