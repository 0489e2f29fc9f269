"""The answers of a whole country, seeded, in two Parquet layouts, and the grid they answer."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from tests.factories.grids import make_grid

from barometer.core.grids.model import Grid
from benchmarks.measuring import FOLDER

ITEMS, INDICATORS, CRITERIA = 400, 58, 20
STEPS = ("access", "information", "handling", "complaints")
AUDITS_OF_CHANNEL = {"phone": 5, "email": 3, "letter": 2, "website": 2, "social": 2}
CHANNELS = tuple(AUDITS_OF_CHANNEL)
AUDITS = sum(AUDITS_OF_CHANNEL.values())
NOT_APPLICABLE_SHARE, NOT_OBSERVED_SHARE = 0.08, 0.04
SEED = 20261124

STEP = np.arange(INDICATORS) % len(STEPS)
CHANNEL = np.arange(INDICATORS) // len(STEPS) % len(CHANNELS)
CRITERION = np.arange(INDICATORS) % CRITERIA
INDICATOR_WEIGHT = 1.0 + np.arange(INDICATORS) % 3
INDICATOR = np.arange(ITEMS) % INDICATORS
ITEM_WEIGHT = 1.0 + np.arange(ITEMS) // INDICATORS % 2
AUDIT_CHANNEL = np.repeat(np.arange(len(CHANNELS)), list(AUDITS_OF_CHANNEL.values()))
AUDIT_OF_ITEM = np.array(
    [
        np.flatnonzero(CHANNEL[INDICATOR[k]] == AUDIT_CHANNEL)[
            k % AUDITS_OF_CHANNEL[CHANNELS[CHANNEL[INDICATOR[k]]]]
        ]
        for k in range(ITEMS)
    ]
)
MEMBERSHIP = np.vstack(
    [
        np.eye(INDICATORS),
        np.arange(CRITERIA)[:, None] == CRITERION,
        np.arange(len(STEPS))[:, None] == STEP,
        np.arange(len(CHANNELS))[:, None] == CHANNEL,
        np.ones((1, INDICATORS)),
    ]
)
"""Indicators of each figure: indicators, criteria, steps, channels, score."""


def grid() -> Grid:
    """Return the grid: 400 yes/no items, 58 indicators, 20 criteria, 4 steps, 5 channels."""
    return make_grid(
        grid=[{"key": f"floor_{level}", "value": "0"} for level in ("indicator", "figure", "body")],
        steps=[{"code": code} for code in STEPS],
        channels=[{"code": code} for code in CHANNELS],
        criteria=[{"code": f"c{k}"} for k in range(CRITERIA)],
        indicators=[
            {
                "code": f"i{k}",
                "step": STEPS[STEP[k]],
                "channel": CHANNELS[CHANNEL[k]],
                "criterion": f"c{CRITERION[k]}",
                "weight": str(INDICATOR_WEIGHT[k]),
            }
            for k in range(INDICATORS)
        ],
        items=[
            {
                "code": f"q{k}",
                "indicator": f"i{INDICATOR[k]}",
                "weight": str(ITEM_WEIGHT[k]),
                "scenarios": f"s{AUDIT_OF_ITEM[k]}",
            }
            for k in range(ITEMS)
        ],
        scenarios=[{"code": f"s{k}", "channel": CHANNELS[AUDIT_CHANNEL[k]]} for k in range(AUDITS)],
    )


def figure_codes() -> list[str]:
    """Return the codes of the figures of :data:`MEMBERSHIP`, as the engine names them."""
    return [
        *(f"indicator:i{k}" for k in range(INDICATORS)),
        *(f"criterion:c{k}" for k in range(CRITERIA)),
        *(f"step:{code}" for code in STEPS),
        *(f"channel:{code}" for code in CHANNELS),
        "score",
    ]


def folder(n_bodies: int) -> Path:
    """Return the folder of an edition, written on the first call: about 15 s for 35,000 bodies.

    ``answers.parquet``: body, audit (both int32), item (int16), value (float32, NaN where not
    scored), state (uint8), one row per answer, ordered. ``audits.parquet``: body, scenario,
    channel.
    ``long.parquet``: the same answers in the layout of people's files, as text.
    """
    place = FOLDER / f"rollup-{n_bodies}"
    if not (place / "long.parquet").exists():
        place.mkdir(parents=True, exist_ok=True)
        _write(place, n_bodies)
    return place


def _write(place: Path, n_bodies: int) -> None:
    draw = np.random.default_rng(SEED)
    order = np.lexsort((np.arange(ITEMS), AUDIT_OF_ITEM))
    body = np.repeat(np.arange(n_bodies, dtype=np.int32), ITEMS)
    audit = body * np.int32(AUDITS) + np.tile(AUDIT_OF_ITEM[order].astype(np.int32), n_bodies)
    level = np.clip(draw.normal(0.68, 0.12, n_bodies * AUDITS), 0.05, 0.95)
    chance = draw.random(len(body))
    state = np.where(chance < NOT_APPLICABLE_SHARE, 1, 0).astype(np.uint8)
    state[chance > 1 - NOT_OBSERVED_SHARE] = 2
    value = (draw.random(len(body)) < level[audit]).astype(np.float32)
    value[state > 0] = np.nan
    columns = {
        "body": body,
        "audit": audit,
        "item": np.tile(order.astype(np.int16), n_bodies),
        "value": value,
        "state": state,
    }
    audits = {
        "body": np.repeat(np.arange(n_bodies, dtype=np.int32), AUDITS),
        "scenario": np.tile(np.arange(AUDITS, dtype=np.int32), n_bodies),
        "channel": np.tile(AUDIT_CHANNEL.astype(np.int32), n_bodies),
    }
    pq.write_table(pa.table(columns), place / "answers.parquet", compression="zstd")
    pq.write_table(pa.table(audits), place / "audits.parquet", compression="zstd")
    long = pa.table(_long_columns(columns, n_bodies))
    pq.write_table(long, place / "long.parquet", compression="zstd")


def _long_columns(
    columns: dict[str, npt.NDArray[np.generic]], n_bodies: int
) -> dict[str, pa.DictionaryArray]:
    """Return body, audit, scenario, item and answer as dictionary-encoded text."""
    state = columns["state"].astype(np.int32)
    answer = np.where(state == 0, np.nan_to_num(columns["value"]), state + 1).astype(np.int32)
    audits = [f"B{body:05}-{k:02}" for body in range(n_bodies) for k in range(AUDITS)]
    texts = {
        "body": (columns["body"], [f"B{k:05}" for k in range(n_bodies)]),
        "audit": (columns["audit"], audits),
        "scenario": (columns["audit"] % AUDITS, [f"s{k}" for k in range(AUDITS)]),
        "item": (columns["item"], [f"q{k}" for k in range(ITEMS)]),
        "answer": (answer, ["no", "yes", "not_applicable", "not_observed"]),
    }
    return {
        name: pa.DictionaryArray.from_arrays(codes.astype(np.int32), words)
        for name, (codes, words) in texts.items()
    }
