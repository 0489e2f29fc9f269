"""Tables that stand beside the scores: the audits they rest on, and means of groups."""

from collections.abc import Mapping

import polars as pl

from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import EditionInput
from barometer.core.scoring.groups import GroupFigures

GROUPS_SCHEMA: Mapping[str, pl.DataType] = {
    "grouping": pl.String(),
    "group": pl.String(),
    "figure": pl.String(),
    "value": pl.Float64(),
    "members": pl.Int64(),
}
"""Columns of the groups, besides one column for each property that names a group.

``grouping`` is the level; ``group`` joins its properties by a slash. ``value`` is 0 to 100, empty
where no member has one.
"""


def tabulate_audits(compiled: CompiledGrid, edition: EditionInput) -> pl.DataFrame:
    """Return one row per audit: its code, body, scenario ('' if the grid has none) and channel."""
    audits = edition.audits
    scenarios = [scenario.code for scenario in compiled.grid.scenarios] + [""]
    channels = [axis.code for axis in compiled.grid.channels]
    return pl.DataFrame(
        {
            "audit": list(audits.codes),
            "body": [edition.bodies.codes[body] for body in audits.body.tolist()],
            "scenario": [scenarios[scenario] for scenario in audits.scenario.tolist()],
            "channel": [channels[channel] for channel in audits.stratum.tolist()],
        },
        schema=dict.fromkeys(("audit", "body", "scenario", "channel"), pl.String()),
    )


def tabulate_groups(levels: Mapping[str, GroupFigures]) -> pl.DataFrame:
    """Return one row per group and figure of every level, with the properties that name it."""
    properties = tuple(dict.fromkeys(name for level in levels.values() for name in level.by))
    frames = [_tabulate_level(level, properties) for level in levels.values()]
    schema = {**GROUPS_SCHEMA, **dict.fromkeys(properties, pl.String())}
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def _tabulate_level(level: GroupFigures, properties: tuple[str, ...]) -> pl.DataFrame:
    width = len(level.figures)
    keys = [dict(zip(level.by, key, strict=True)) for key in level.keys for _ in range(width)]
    columns: dict[str, object] = {
        "grouping": [level.level] * len(keys),
        "group": ["/".join(key.values()) for key in keys],
        "figure": list(level.figures) * len(level.keys),
        "value": level.values.ravel(),
        "members": level.members.ravel(),
    }
    columns |= {name: [key.get(name, "") for key in keys] for name in properties}
    schema = {**GROUPS_SCHEMA, **dict.fromkeys(properties, pl.String())}
    return pl.DataFrame(columns, schema=schema).with_columns(pl.col("value").fill_nan(None))
