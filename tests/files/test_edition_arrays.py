"""Stored results as arrays, and their families."""

import numpy as np
import polars as pl
import pytest

from barometer.core.faults import BadInput, FaultReason
from barometer.core.scoring.edition import score_edition
from barometer.files.edition_arrays import arrange_scores, load_edition
from barometer.files.families import (
    make_families,
    read_definitions,
    read_values,
    usual_definitions,
)
from barometer.files.results import read_results
from tests.factories.results_folders import draw_small_edition, save_results


@pytest.fixture(scope="module")
def drawn():
    return draw_small_edition(1, bodies=12)


@pytest.fixture(scope="module")
def folder(drawn, tmp_path_factory):
    return save_results(tmp_path_factory.mktemp("arrays") / "results", *drawn)


def test_arrays_are_those_that_were_scored(drawn, folder):
    compiled, edition = drawn
    scores = score_edition(compiled, edition)
    _, found = load_edition(folder)
    assert found.bodies.codes == edition.bodies.codes
    assert np.array_equal(found.values, scores.values.value, equal_nan=True)
    assert np.array_equal(found.audits, scores.variances.audits)
    assert np.array_equal(found.weights, compiled.figure_weights)
    known = ~np.isnan(found.standard_errors)
    assert (found.degrees_of_freedom[known] > 0).all()


def test_rows_in_another_order_give_the_same_arrays(folder):
    stored = read_results(folder)
    straight = arrange_scores(stored)
    shuffled = stored.scores.sample(fraction=1.0, shuffle=True, seed=1)
    object.__setattr__(stored, "scores", shuffled)
    assert np.array_equal(arrange_scores(stored).values, straight.values, equal_nan=True)


def test_a_score_of_an_unknown_body_is_a_fault(folder):
    stored = read_results(folder)
    strange = stored.scores.with_columns(pl.col("body").str.replace("S03", "S99"))
    object.__setattr__(stored, "scores", strange)
    with pytest.raises(BadInput) as refusal:
        arrange_scores(stored)
    fault = refusal.value.faults[0]
    assert (fault.reason, fault.value) == (FaultReason.UNKNOWN_BODY, "S99")


def test_wholes_hold_the_indicators_of_their_parts(folder):
    _, found = load_edition(folder)
    codes = [figure.code for figure in found.figures]
    call = np.array([codes.index("indicator:call")])
    wholes = {codes[k] for k in found.with_wholes(call)}
    assert wholes == {
        "score", "step:access", "channel:phone", "criterion:courtesy", "cell:access/phone",
        "indicator:call",
    }  # fmt: skip


def test_the_label_of_an_indicator_says_its_place(folder):
    _, found = load_edition(folder)
    assert found.full_label(found.figure("indicator:call")).fr == "call (access, phone)"
    assert found.full_label(found.figure("score")).fr == "Score global"


def test_the_usual_definitions_follow_the_properties_that_are_stated(folder, tmp_path):
    _, found = load_edition(folder)
    assert [one.code for one in usual_definitions(found)] == [
        "kind-stratum", "kind", "certified", "all",
    ]  # fmt: skip
    compiled, edition = draw_small_edition(1, bodies=0)
    _, empty = load_edition(save_results(tmp_path / "r", compiled, edition))
    assert [one.code for one in usual_definitions(empty)] == ["all"]


def test_usual_strata_merge_with_their_neighbours(tmp_path):
    _, found = load_edition(save_results(tmp_path / "r", *draw_small_edition(1)))
    definitions = usual_definitions(found)[:1]

    def towns(minimum):
        families = make_families(found, definitions, minimum_size=minimum).families
        return [one.code for one in families if "town" in one.code]

    assert towns(8) == [f"kind-stratum:town/{size}" for size in ("small", "medium", "large")]
    # Three strata of eight: two merge, then the third is too small and joins them.
    assert towns(9) == ["kind-stratum:town"]


def test_definitions_and_values_are_read(folder, tmp_path):
    _, found = load_edition(folder)
    path = tmp_path / "families.csv"
    path.write_text("definition;attributes\nboth;certified stratum\neverybody;\n")
    read = read_definitions(path, found)
    assert [(one.code, one.attributes) for one in read] == [
        ("both", ("certified", "stratum")),
        ("everybody", ()),
    ]
    values = tmp_path / "values.csv"
    values.write_text("property,value,label_fr,label_en,rank\nstratum,small,petites,small,2\n"
                      "stratum,large,grandes,large,1\nkind,town,villes,,\n")  # fmt: skip
    words = read_values(values)
    assert words.scales == {"stratum": ("large", "small")}
    assert words.labels["kind", "town"].fr == "villes"


@pytest.mark.parametrize(
    "content",
    [
        "property,value,rank\nstratum,small,first\n",
        "property,value\n,small\n",
        "property,value\nstratum,small\nstratum,small\n",
        "value\nsmall\n",
    ],
)
def test_bad_values_are_refused(tmp_path, content):
    path = tmp_path / "values.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput):
        read_values(path)
