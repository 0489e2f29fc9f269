"""Small editions for tests: bodies, audits and answers from plain tuples."""

from collections.abc import Mapping, Sequence

import numpy as np

from barometer.core.grids.model import Grid, ItemKind
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits, Bodies, EditionInput
from barometer.core.scoring.gates import STATE_WORDS, answer_codes

Answered = tuple[str, str, str, str | float]
"""Body, audit, item, answer: a code, a set of codes ``a+b``, a number, or a state word."""


def make_edition(
    grid: Grid,
    answered: Sequence[Answered],
    *,
    channels: Mapping[str, str] | None = None,
    scenarios: Mapping[str, str] | None = None,
    bodies: Sequence[str] = (),
    properties: Mapping[str, Sequence[str]] | None = None,
) -> tuple[CompiledGrid, EditionInput]:
    """Return the compiled grid and the encoded edition.

    ``channels`` and ``scenarios`` are by audit; the channel defaults to the first of the grid.
    """
    compiled = compile_grid(grid)
    codes = tuple(dict.fromkeys([*bodies, *(row[0] for row in answered)]))
    channel_codes = [axis.code for axis in grid.channels]
    scenario_codes = [scenario.code for scenario in grid.scenarios]

    def key(pair: tuple[str, str]) -> tuple[int, int]:
        return codes.index(pair[0]), _channel(pair[1])

    def _channel(audit: str) -> int:
        return channel_codes.index((channels or {}).get(audit, channel_codes[0]))

    pairs = sorted(dict.fromkeys((row[0], row[1]) for row in answered), key=key)
    audit_codes = [audit for _, audit in pairs]
    items = [item.code for item in grid.items]
    rows = sorted(answered, key=lambda row: (audit_codes.index(row[1]), items.index(row[2])))
    encoded = [encode(compiled, row[2], row[3]) for row in rows]
    return compiled, EditionInput(
        Bodies(codes, codes, {k: tuple(v) for k, v in (properties or {}).items()}),
        Audits(
            tuple(audit_codes),
            np.array([codes.index(body) for body, _ in pairs], np.int32),
            np.array(
                [
                    scenario_codes.index(scenarios[audit]) if scenarios else -1
                    for audit in audit_codes
                ],
                np.int32,
            ),
            np.array([_channel(audit) for audit in audit_codes], np.int32),
        ),
        Answers(
            np.array([audit_codes.index(row[1]) for row in rows], np.int32),
            np.array([items.index(row[2]) for row in rows], np.int16),
            np.array([value for value, _ in encoded], np.float64),
            np.array([state for _, state in encoded], np.uint8),
        ),
    )


def encode(compiled: CompiledGrid, item: str, answer: str | float) -> tuple[float, int]:
    """Return the encoded value and state of one answer."""
    if isinstance(answer, str) and answer in STATE_WORDS:
        return float("nan"), STATE_WORDS[answer]
    if not isinstance(answer, str):
        return float(answer), AnswerState.ANSWERED
    codes = answer_codes(compiled, item)
    kind = next(i.kind for i in compiled.grid.items if i.code == item)
    if kind is ItemKind.MULTIPLE:
        return float(sum(2 ** codes.index(part) for part in answer.split("+"))), 0
    return float(codes.index(answer)), AnswerState.ANSWERED
