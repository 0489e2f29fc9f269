import dataclasses

import numpy as np
import pytest

from barometer.core.grids.model import Text
from barometer.core.scoring.figures import FigureState
from barometer.documents.edition_view import view_edition
from barometer.documents.formats import Language
from barometer.documents.summary import build_summary
from barometer.documents.summary_bodies import build_body_page
from barometer.documents.summary_data import EditionFacts
from tests.documents.sample_edition import make_sample, summarise
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid
from tests.factories.random_editions import make_random_edition

FR, EN = Language.FR, Language.EN
SAMPLE = make_sample()


def small(answered, **options):
    """Return the summary of an edition of one step, one channel and one criterion, two items."""
    grid = make_grid(
        steps=[{"code": "access"}],
        channels=[{"code": "phone"}],
        items=[
            {"code": "greeting-01", "indicator": "greeting", "label_fr": "Saluer"},
            {"code": "greeting-02", "indicator": "greeting", "weight": "3"},
        ],
    )
    return summarise(*make_edition(grid, answered, **options))


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_headline_states_mean_interval_bodies_and_audits():
    page = build_summary(SAMPLE, FR)
    value = SAMPLE.scores.values.value[:, 0]
    assert page.headline.value == f"{np.nanmean(value):.1f}".replace(".", ",")
    assert page.headline.interval.startswith("de")
    facts = {fact.name: fact.value for fact in page.headline.facts}
    assert facts["Structures"] == "29 sur 30"
    kept = ~np.isnan(value)
    assert facts["Audits"] == str(SAMPLE.scores.variances.audits[kept, 0].sum())


def test_bodies_stand_in_alphabetical_order_and_not_by_score():
    names = [body.name for body in build_summary(SAMPLE, FR).bodies]
    assert len(names) == 30
    assert names == sorted(names, key=lambda name: name.replace("É", "E").replace("é", "e"))
    assert "Étrecy" in names[0]
    values = [b.result for b in build_summary(SAMPLE, FR).bodies if b.interval]
    assert values != sorted(values) != sorted(values, reverse=True)


def test_body_without_enough_data_is_stated_so_and_explained():
    body = next(b for b in build_summary(SAMPLE, FR).bodies if b.code == "S007")
    assert (body.result, body.interval) == ("données insuffisantes", "")
    assert "données insuffisantes" in [fact.name for fact in build_summary(SAMPLE, FR).states]
    page = build_body_page(view_edition(SAMPLE, FR), 7)
    assert not page.headline.is_stated
    assert page.losses.items == ()
    assert page.losses.text == "Sans score, il n’y a pas de points perdus à répartir."


def test_losses_of_a_body_sum_to_what_its_score_lacks():
    page = build_body_page(view_edition(SAMPLE, EN), 0)
    lost = SAMPLE.losses.lost[0]
    assert lost.sum() == pytest.approx(100 - SAMPLE.scores.values.value[0, 0])
    assert page.losses.table.rows[-1][2] == f"{lost.sum():.1f}"
    assert len(page.losses.table.rows) == (lost > 1e-9).sum() + 1


def test_losses_on_average_sum_to_what_the_mean_lacks():
    value = SAMPLE.scores.values.value[:, 0]
    kept = ~np.isnan(value)
    total = SAMPLE.losses.lost[kept].mean(axis=0).sum()
    assert total == pytest.approx(100 - value[kept].mean())
    assert f"{total:.1f}" in build_summary(SAMPLE, EN).losses.text


def test_costliest_items_come_first_with_observations_and_remedy():
    items = build_body_page(view_edition(SAMPLE, FR), 0).losses.items
    worst = int(SAMPLE.losses.lost[0].argmax())
    assert items[0].code == SAMPLE.compiled.grid.items[worst].code
    failed, scored = SAMPLE.losses.failed[0, worst], SAMPLE.losses.scored[0, worst]
    assert items[0].evidence.startswith(f"{failed} sur {scored} observation")
    assert items[0].improve == SAMPLE.compiled.grid.items[worst].improve.fr


def test_indicators_of_the_same_name_are_told_apart_by_their_step():
    places = view_edition(SAMPLE, FR).places
    assert len(set(places)) == len(places)
    assert "Courrier et courriel · Respect des délais" in places
    twins = [place for place in places if place.startswith("Courrier et courriel · Adéquation")]
    assert [place.rpartition(" (")[2] for place in twins] == [
        "Traitement de la demande)",
        "Traitement des réclamations)",
    ]


def test_groups_of_few_bodies_are_not_shown():
    properties = {"kind": ("a",) * 4 + ("b",) * 6 + ("c",) * 20}
    bodies = dataclasses.replace(SAMPLE.bodies, properties=properties)
    data = dataclasses.replace(SAMPLE, bodies=bodies)
    (figure,) = build_summary(data, FR).properties
    assert [row[0] for row in figure.chart.rows] == ["b", "c"]
    few = dataclasses.replace(bodies, properties={"kind": ("a",) * 27 + ("b",) * 3})
    assert build_summary(dataclasses.replace(data, bodies=few), FR).properties == ()


def test_option_that_nobody_chose_is_not_shown():
    page = build_summary(make_sample(4, 1), FR)
    assert "Guichet (option)" in str(page.axes)
    without = dataclasses.replace(SAMPLE.scores.values, state=SAMPLE.scores.values.state.copy())
    desk = [k for k, f in enumerate(SAMPLE.compiled.figures) if f.option]
    without.state[:, desk] = FigureState.NOT_OBSERVED
    scores = dataclasses.replace(SAMPLE.scores, values=without)
    page = build_summary(dataclasses.replace(SAMPLE, scores=scores), FR)
    assert "Guichet" not in str(page.axes)


def test_edition_of_nobody_says_so():
    page = build_summary(small([]), FR)
    assert page.overall == ("Cette édition ne contient aucune structure.",)
    assert (page.bodies, page.distribution, page.axes, page.quality_tables) == ((), None, (), ())


def test_edition_of_one_body_has_its_score_and_no_distribution():
    data = small([("A", "1", "greeting-01", "no"), ("A", "1", "greeting-02", "yes")])
    page = build_summary(data, FR)
    assert (page.headline.value, page.headline.interval) == ("75,0", "")
    assert page.overall[0] == (
        "Le score moyen de 1 structure est de 75,0 sur 100, établi sur 1 audit."
    )
    assert len(page.overall) == 1
    assert page.distribution is None
    (item,) = page.losses.items
    assert (item.points, item.question) == ("25,0 points perdus", "Saluer")
    assert plain(item.evidence) == (
        "1 sur 1 observation n’obtient pas tous les points, dans 1 structure"
    )


def test_perfect_edition_loses_nothing():
    answered = [
        (body, f"{body}{k}", item, "yes")
        for body in "ABCDEF"
        for k in range(2)
        for item in ("greeting-01", "greeting-02")
    ]
    data = small(answered)
    page = build_summary(data, FR)
    assert page.headline.value == "100,0"
    assert page.losses.text == "Aucun point n’est perdu."
    assert page.losses.by_indicator is None
    assert page.distribution.chart.rows[-1] == ("95–100", "6")
    assert build_body_page(view_edition(data, FR), 0).losses.table is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [("not_applicable", "sans objet"), ("not_observed", "données insuffisantes")],
)
def test_body_of_a_single_state_is_stated_in_words(answer, state):
    data = small([("A", "1", "greeting-01", answer), ("A", "1", "greeting-02", answer)])
    page = build_summary(data, FR)
    assert (page.headline.value, page.headline.is_stated) == (state, False)
    assert page.overall == ("Aucune structure n’a assez de données pour établir un score.",)
    assert [body.result for body in page.bodies] == [state]
    assert [fact.name for fact in page.states] == [state]


@pytest.mark.parametrize("seed", range(6))
def test_random_editions_make_pages_in_both_languages(seed):
    data = summarise(*make_random_edition(seed))
    for language in Language:
        view = view_edition(data, language)
        build_summary(data, language)
        for body in range(len(data.bodies)):
            build_body_page(view, body)
    lacking = 100 - np.nan_to_num(data.scores.values.value[:, 0], nan=100.0)
    np.testing.assert_allclose(data.losses.lost.sum(axis=1), lacking, atol=1e-9)


def test_results_have_one_decimal_and_intervals_none():
    page = build_body_page(view_edition(SAMPLE, EN), 3)
    for table in page.indicators:
        for _, result, interval, *_ in table.rows:
            assert result.count(".") <= 1
            assert len(result.rpartition(".")[2]) == 1 or not result[0].isdigit()
            assert "." not in interval


def test_dates_versions_and_fingerprints_are_printed():
    page = build_summary(SAMPLE, FR)
    assert plain(page.subtitle) == (
        "Terrain du 1er mars 2025 au 30 avril 2025 · Calcul du 12 mai 2025"
    )
    assert "Méthode de calcul, version 1.0" in page.method
    assert page.fingerprints.rows == SAMPLE.facts.fingerprints


def test_facts_may_be_few():
    facts = EditionFacts(
        Text("Essai", ""), is_simulated=False, method_version="1", software_version="1"
    )
    page = build_summary(dataclasses.replace(SAMPLE, facts=facts), EN)
    assert (page.subtitle, page.fingerprints, page.properties) == ("", None, ())
    assert page.frame.title == "Essai"


@pytest.mark.parametrize(("channels", "figures"), [(2, 2), (7, 2), (8, 1)])
def test_heat_map_is_drawn_while_its_cells_can_hold_words(channels, figures):
    codes = [f"channel{k}" for k in range(channels)]
    grid = make_grid(
        steps=[{"code": "access"}],
        channels=[{"code": code} for code in codes],
        indicators=[{"code": f"of-{code}", "channel": code} for code in codes],
        items=[{"code": f"of-{code}-01", "indicator": f"of-{code}"} for code in codes],
    )
    answered = [("A", code, f"of-{code}-01", "yes") for code in codes]
    data = summarise(*make_edition(grid, answered, channels={code: code for code in codes}))
    assert len(build_summary(data, FR).axes) == figures
