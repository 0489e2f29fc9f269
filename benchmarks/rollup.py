"""14 million answers to scores: this engine, then pandas, DuckDB and Polars, in one run."""

from pathlib import Path

import numpy as np

from benchmarks import rollup_data as data
from benchmarks.measuring import FOLDER, Measured, measure, print_table, seconds

BODIES, QUICK_BODIES = 35_000, 2_000
RUNS, QUICK_RUNS = 5, 2
TOLERANCE = 1e-6
ENGINE = {
    "Baromètre, roll-up alone": "rollup_engine:rollup",
    "Baromètre, with intervals": "rollup_engine:intervals",
    "Baromètre, from text, checked, with intervals": "rollup_engine:long_layout",
}
OTHERS = {
    "Polars, one group-by + NumPy": "rollup_contenders:polars_and_numpy",
    "Polars, whole chain": "rollup_contenders:polars",
    "DuckDB, whole chain in SQL": "rollup_contenders:duckdb_sql",
    "pandas, whole chain": "rollup_contenders:pandas",
}
FLOORS = {
    "floor: Parquet decode alone": "rollup_contenders:decode",
    "floor: one pass over the columns in memory": "rollup_contenders:memory_pass",
}


def main(*, quick: bool) -> None:
    n_bodies, runs = (QUICK_BODIES, QUICK_RUNS) if quick else (BODIES, RUNS)
    data.folder(n_bodies)
    measured = {
        name: measure(contender, {"n_bodies": n_bodies}, runs=runs, keep=_kept(contender))
        for name, contender in (ENGINE | OTHERS).items()
    }
    measured |= {
        name: measure(contender, {"n_bodies": n_bodies}, runs=runs)
        for name, contender in FLOORS.items()
    }
    _require_agreement()
    fastest = min(measured[name].best for name in OTHERS)
    floor = measured["floor: Parquet decode alone"].best
    print_table(
        f"Roll-up of {n_bodies} bodies x {data.ITEMS} items; all agree to {TOLERANCE}",
        ("what", "seconds best (first)", "to the fastest other", "to the decode", "peak GB"),
        [_row(name, found, fastest, floor) for name, found in measured.items()],
    )


def _row(name: str, found: Measured, fastest: float, floor: float) -> tuple[str, ...]:
    shown = f"{found.best * 1000:.0f} ms" if found.best < 0.1 else seconds(found)
    return (
        name,
        shown,
        f"{found.best / fastest:.2f}",
        f"{found.best / floor:.1f}",
        f"{found.peak:.2f}",
    )


def _kept(contender: str) -> Path:
    return FOLDER / f"{contender.split(':')[1]}.npy"


def _require_agreement() -> None:
    """Stop if any contender found other figures than the engine's roll-up."""
    files = [_kept(contender) for contender in (ENGINE | OTHERS).values()]
    expected = np.load(files[0])
    for file in files[1:]:
        np.testing.assert_allclose(np.load(file), expected, 0, TOLERANCE, err_msg=file.stem)
    for file in files:
        file.unlink()
