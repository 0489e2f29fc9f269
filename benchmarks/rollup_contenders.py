"""The roll-up of 14 million answers by this engine and by three data-frame engines.

Each function returns the call that is timed. What it returns is an array of shape (bodies,
figures), or a call that makes one of it after the clock has stopped.
"""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa

from benchmarks import rollup_data as data
from benchmarks.measuring import THREADS

Floats = npt.NDArray[np.float64]
Timed = Callable[[], Any]
AXES = ("criterion", "step", "channel")
SIZES = {"criterion": data.CRITERIA, "step": len(data.STEPS), "channel": len(data.CHANNELS)}
INDICATORS = {
    "indicator": np.arange(data.INDICATORS, dtype=np.int32),
    "nominal": data.INDICATOR_WEIGHT,
    "criterion": data.CRITERION.astype(np.int32),
    "step": data.STEP.astype(np.int32),
    "channel": data.CHANNEL.astype(np.int32),
}
ITEMS = {
    "item": np.arange(data.ITEMS, dtype=np.int16),
    "weight": data.ITEM_WEIGHT,
    "indicator": data.INDICATOR.astype(np.int32),
}


def pandas(n_bodies: int) -> Timed:
    """Group-bys of pandas, item properties by position."""
    path = data.folder(n_bodies) / "answers.parquet"

    def run() -> Callable[[], Floats]:
        answers = pd.read_parquet(path, columns=["body", "item", "value", "state"])
        answers = answers[answers["state"] == 0]
        item = answers["item"].to_numpy()
        weight = data.ITEM_WEIGHT[item]
        weighed = pd.DataFrame(
            {
                "body": answers["body"].to_numpy(),
                "indicator": ITEMS["indicator"][item],
                "earned": 100 * weight * answers["value"].to_numpy(),
                "weight": weight,
            }
        )
        means = weighed.groupby(["body", "indicator"], sort=False).sum().reset_index()
        means["value"] = means["earned"] / means["weight"]
        means = means.merge(pd.DataFrame(INDICATORS), on="indicator")
        means["part"] = means["nominal"] * means["value"]
        frames = {"indicator": means}
        for axis in (*AXES, "score"):
            keys = ["body"] if axis == "score" else ["body", axis]
            sums = means.groupby(keys, sort=False)[["part", "nominal"]].sum()
            frames[axis] = (sums["part"] / sums["nominal"]).rename("value").reset_index()
        return lambda: _arrange(n_bodies, {k: _columns(f, k) for k, f in frames.items()})

    return run


def polars(n_bodies: int) -> Timed:
    """The whole chain as one lazy query of Polars, in its streaming engine."""
    path = data.folder(n_bodies) / "answers.parquet"

    def run() -> Callable[[], Floats]:
        means = (
            pl.scan_parquet(path)
            .filter(pl.col("state") == 0)
            .join(pl.LazyFrame(ITEMS), on="item")
            .group_by("body", "indicator")
            .agg(_mean("value", "weight"))
            .join(pl.LazyFrame(INDICATORS), on="indicator")
        )
        axes = [
            means.group_by("body", axis).agg(_mean("value", "nominal", scale=1)) for axis in AXES
        ]
        score = means.group_by("body").agg(_mean("value", "nominal", scale=1))
        found = pl.collect_all([means, *axes, score], engine="streaming")
        frames = dict(zip(("indicator", *AXES, "score"), found, strict=True))
        return lambda: _arrange(n_bodies, {k: _columns(f, k) for k, f in frames.items()})

    return run


def _mean(value: str, weight: str, scale: int = 100) -> pl.Expr:
    earned = (pl.col(weight) * pl.col(value)).sum()
    return (scale * earned / pl.col(weight).sum()).alias("value")


def polars_and_numpy(n_bodies: int) -> Timed:
    """One group-by of Polars on an integer key, then matrix products of NumPy."""
    path = data.folder(n_bodies) / "answers.parquet"
    items = pl.DataFrame(ITEMS)

    def run() -> Floats:
        key = pl.col("body") * data.INDICATORS + pl.col("indicator")
        sums = (
            pl.scan_parquet(path)
            .filter(pl.col("state") == 0)
            .join(items.lazy(), on="item")
            .group_by(key.alias("key"))
            .agg((pl.col("weight") * pl.col("value")).sum().alias("earned"), pl.col("weight").sum())
            .collect(engine="streaming")
        )
        return _from_sums(
            n_bodies, sums["key"].to_numpy(), sums["earned"].to_numpy(), sums["weight"].to_numpy()
        )

    return run


def _from_sums(n_bodies: int, key: npt.NDArray[Any], earned: Floats, weight: Floats) -> Floats:
    """Return the figures from sums by body and indicator."""
    value = np.full(n_bodies * data.INDICATORS, np.nan)
    value[key] = 100 * earned / weight
    value = value.reshape(n_bodies, data.INDICATORS)
    weights = (data.MEMBERSHIP * data.INDICATOR_WEIGHT).T
    has_value = ~np.isnan(value)
    with np.errstate(invalid="ignore"):
        return (np.where(has_value, value, 0.0) @ weights) / (has_value @ weights)


def duckdb_sql(n_bodies: int) -> Timed:
    """The whole chain as one SQL statement of DuckDB."""
    path = data.folder(n_bodies) / "answers.parquet"
    connection = duckdb.connect(config={"threads": THREADS})
    connection.register("items", pa.table(ITEMS))
    connection.register("indicators", pa.table(INDICATORS))
    statement = f"""
        WITH means AS (
            SELECT body, indicator, 100 * sum(weight * value) / sum(weight) AS value
            FROM '{path}' JOIN items USING (item) WHERE state = 0 GROUP BY body, indicator
        )
        SELECT body, indicator, criterion, step, channel,
               sum(nominal * value) / sum(nominal) AS value
        FROM means JOIN indicators USING (indicator)
        GROUP BY GROUPING SETS
            ((body, indicator), (body, criterion), (body, step), (body, channel), (body))
    """

    def run() -> Callable[[], Floats]:
        table = connection.sql(statement).to_arrow_table()
        return lambda: _arrange(n_bodies, _split(table))

    return run


def _split(table: pa.Table) -> dict[str, tuple[npt.NDArray[Any], ...]]:
    """Return body, code and value by axis, from grouping sets."""
    frame = pl.from_arrow(table)
    axes = ("indicator", *AXES)
    parts = {axis: frame.filter(pl.col(axis).is_not_null()) for axis in axes}
    parts["score"] = frame.filter(pl.all_horizontal(pl.col(axis).is_null() for axis in axes))
    return {axis: _columns(part, axis) for axis, part in parts.items()}


def _columns(frame: pd.DataFrame | pl.DataFrame, axis: str) -> tuple[npt.NDArray[Any], ...]:
    body, value = frame["body"].to_numpy(), frame["value"].to_numpy()
    code = np.zeros(len(body), np.int32) if axis == "score" else frame[axis].to_numpy()
    return body, code, value


def _arrange(n_bodies: int, found: dict[str, tuple[npt.NDArray[Any], ...]]) -> Floats:
    """Return the table of figures from body, code and value by axis, any order."""
    sizes = {"indicator": data.INDICATORS, **SIZES, "score": 1}
    values = np.full((n_bodies, sum(sizes.values())), np.nan)
    first = 0
    for axis, size in sizes.items():
        body, code, value = found[axis]
        values[body, first + code] = value
        first += size
    return values


def decode(n_bodies: int) -> Timed:
    """The floor: reading the columns, nothing else."""
    path = data.folder(n_bodies) / "answers.parquet"
    return lambda: pl.read_parquet(path, columns=["audit", "item", "value", "state"]).height


def memory_pass(n_bodies: int) -> Timed:
    """The floor under the floor: one pass over the decoded columns."""
    n_bytes = n_bodies * data.ITEMS * (4 + 2 + 4 + 1)
    block = np.ones(n_bytes // 8)
    return lambda: float(block.sum())
