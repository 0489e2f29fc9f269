import math
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from barometer.documents.charts import drawing, heat_map
from barometer.documents.charts.bars import BarRow, chart_bars
from barometer.documents.charts.drawing import Naming, wrap_words
from barometer.documents.charts.heat_map import HeatCell, HeatRow, chart_heat_map
from barometer.documents.charts.histogram import HistogramWords, chart_histogram, count_bins
from barometer.documents.charts.intervals import IntervalRow, chart_intervals
from barometer.documents.summary_pages import style_files

NAN = math.nan
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script> & \"co\""


def sample_charts(label="Accès"):
    naming = Naming("here", label, f"Le plus bas : {label}.")
    return {
        "intervals": chart_intervals(
            naming,
            ("Mesure", "Résultat"),
            [
                IntervalRow(label, "68,5", 68.5, 58.0, 79.0, 60.0, ("68,5",)),
                IntervalRow("Rien", "non observé", NAN, NAN, NAN, NAN, ("non observé",)),
            ],
        ),
        "bars": chart_bars(
            naming,
            ("Critère", "Résultat"),
            [BarRow(label, "0,0", 0.0, ("0,0",)), BarRow("b", "sans objet", NAN, ("sans objet",))],
            full=100.0,
        ),
        "histogram": chart_histogram(
            naming,
            ("Score", "Structures"),
            count_bins(np.array([0.0, 61.0, 64.9, 65.0, 100.0])),
            58.2,
            HistogramWords("Moyenne 58,2", "Score sur 100"),
        ),
        "heat map": chart_heat_map(
            naming,
            "Étape",
            (label, "Courrier et courriel"),
            [
                HeatRow(
                    label,
                    (
                        HeatCell(12.0, "12,0", "12,0 (de 2 à 30)", is_measured=True),
                        HeatCell(NAN, "sans objet", "sans objet", is_measured=True),
                    ),
                )
            ],
        ),
    }


@pytest.mark.parametrize("label", ["Accès", HOSTILE, "Mot" * 60])
@pytest.mark.parametrize("kind", sample_charts())
def test_chart_is_a_named_image_without_style_or_script(kind, label):
    chart = sample_charts(label)[kind]
    root = ET.fromstring(chart.svg)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (chart.title, chart.description)
    assert "style=" not in chart.svg
    assert not [element for element in root.iter() if element.tag == f"{SVG}script"]
    assert not [e for e in root.iter(f"{SVG}text") if e.get("fill")]


@pytest.mark.parametrize("kind", sample_charts())
def test_chart_has_a_cell_per_column_and_stays_within_its_frame(kind):
    chart = sample_charts("Mot " * 30)[kind]
    assert {len(row) for row in chart.rows} == {len(chart.columns)}
    _, _, width, height = map(float, ET.fromstring(chart.svg).get("viewBox").split())
    for text in ET.fromstring(chart.svg).iter(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 < float(text.get("y")) <= height


@pytest.mark.parametrize("kind", sample_charts())
def test_letters_are_at_least_12_pixels_on_a_phone(kind):
    root = ET.fromstring(sample_charts()[kind].svg)
    scale = (360 - 2 * 16) / float(root.get("viewBox").split()[2])
    sizes = [float(e.get("font-size")) for e in root.iter() if e.get("font-size")]
    assert min(sizes) * scale >= 12


def test_cell_without_a_value_is_hatched_and_says_why():
    svg = sample_charts()["heat map"].svg
    assert 'fill="url(#here-hatch)"' in svg
    assert ">sans objet</text>" in svg


def test_result_without_a_value_has_no_mark():
    root = ET.fromstring(sample_charts()["intervals"].svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert len(list(root.iter(f"{SVG}path"))) == 1


def test_bins_hold_every_value_once_and_100_in_the_last():
    bins = count_bins(np.array([0.0, 4.999999, 5.0, 100.0]))
    assert [(b.start, b.end) for b in bins] == [(k, k + 5) for k in range(0, 100, 5)]
    assert [b.count for b in bins] == [2, 1, *[0] * 16, 0, 1]


def test_words_are_wrapped_whole_and_never_lost():
    lines = wrap_words("Accessibilité du site internet sur smartphone", 150)
    assert " ".join(lines) == "Accessibilité du site internet sur smartphone"
    assert wrap_words("", 100) == ("",)


def luminance(colour):
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens():
    """Return the colours of light and of dark screens."""
    style = style_files(None)["summary.css"].decode()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("screen", ["light", "dark"])
def test_colours_contrast_enough(screen):
    colours = tokens()[screen]
    paper, ground = colours["paper"], colours["ground"]
    texts = [
        ("ink", paper),
        ("ink", ground),
        ("quiet", paper),
        ("quiet", ground),
        ("link", paper),
        ("reference", paper),
        ("ink", colours["alert-ground"]),
        ("tag-ink", colours["tag-ground"]),
        *(("ink", colours[f"shade-{k}"]) for k in range(5)),
        ("ink", colours["rule"]),
    ]
    pale = [text for text in texts if contrast(colours[text[0]], text[1]) < 4.5]
    assert pale == []
    marks = ("mark", "spread", "reference", "focus", "alert-edge")
    assert [mark for mark in marks if contrast(colours[mark], paper) < 3] == []


def test_colours_of_images_are_those_of_light_screens():
    light = tokens()["light"]
    drawn = (drawing.MARK, drawing.SPREAD, drawing.REFERENCE, drawing.RULE)
    assert drawn == tuple(light[name] for name in ("mark", "spread", "reference", "rule"))
    assert tuple(light[f"shade-{k}"] for k in range(5)) == heat_map.SHADES
