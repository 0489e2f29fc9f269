"""The statistics of comparison, confidentiality and audit quality, against published costs."""

from typing import Any

from benchmarks.measuring import measure, print_table, seconds
from benchmarks.statistics_contenders import insteval

RUNS, QUICK_RUNS = 3, 1
CASES: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...] = (
    (
        "all comparisons: families, positions, shrinkage, top quartile, effects",
        "comparisons",
        {"n_bodies": 35_000, "n_figures": 100},
        {"n_bodies": 2_000, "n_figures": 100},
    ),
    (
        "exact disclosure test, coalitions of up to 3",
        "differencing",
        {"n_bodies": 35_000, "n_releases": 2_000},
        {"n_bodies": 2_000, "n_releases": 100},
    ),
    (
        "whole disclosure control, suppression included",
        "control",
        {"n_bodies": 35_000, "n_releases": 2_000},
        {"n_bodies": 2_000, "n_releases": 20},
    ),
    ("crossed effects of InstEval, 73,421 ratings", "crossed_effects", {}, {}),
    ("simultaneous rank sets", "simultaneous_ranks", {"n_bodies": 231}, {"n_bodies": 231}),
    ("marginal rank sets", "marginal_ranks", {"n_bodies": 231}, {"n_bodies": 231}),
)
ALTERNATIVES = {
    "crossed_effects": ("lme4 1.1.31", 13.1),
    "simultaneous_ranks": ("csranks 1.2.2", 7.4),
    "marginal_ranks": ("csranks 1.2.2", 53.0),
}
"""Seconds measured once on a machine of the same size, both packages at 1,000 draws or REML."""
SINGLE_RUN = "control"
"""So long that its first run says enough."""


def main(*, quick: bool) -> None:
    rows = []
    for name, function, full, small in CASES:
        if function == "crossed_effects" and not insteval().exists():
            rows.append((name, "", "data absent: set BAROMETER_SHARED_DATA", "", ""))
            continue
        arguments = small if quick else full
        runs = 1 if function == SINGLE_RUN else QUICK_RUNS if quick else RUNS
        found = measure(f"statistics_contenders:{function}", arguments, runs=runs)
        size = ", ".join(f"{value} {key[2:]}" for key, value in arguments.items())
        rows.append(
            (name, size, seconds(found), _compared(function, found.best), f"{found.peak:.2f}")
        )
    print_table(
        "Statistics",
        ("what", "size", "seconds best (first)", "against", "peak GB"),
        rows,
    )


def _compared(function: str, best: float) -> str:
    if function not in ALTERNATIVES:
        return ""
    name, published = ALTERNATIVES[function]
    return f"{name}: {published} s, ratio {best / published:.3f}"
