"""Random small editions, from a seed, with every state and gate that scoring must bear."""

import random

from barometer.core.grids.model import Grid
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import EditionInput
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid

ANSWERS = ("yes", "yes", "no", "no", "not_applicable", "not_observed")


def make_random_grid(*, gates: bool = True) -> Grid:
    """Return a grid of four indicators over two channels, with a gate in each."""
    return make_grid(
        indicators=[
            {"code": "call", "step": "access", "channel": "phone", "weight": "3"},
            {"code": "tone", "step": "handling", "channel": "phone", "weight": "1.5"},
            {"code": "reply", "step": "access", "channel": "mail", "weight": "2"},
            {"code": "text", "step": "handling", "channel": "mail", "weight": "1"},
        ],
        items=[
            {"code": f"{indicator}-{number:02}", "indicator": indicator, "weight": weight}
            for indicator in ("call", "tone", "reply", "text")
            for number, weight in ((1, "1"), (2, "2"), (3, "0.5"))
        ],
        gates=[
            {"code": "unreached", "item": "call-01", "closes": "indicator:tone"},
            {"code": "silent", "item": "reply-01", "closes": "text-01 text-02", "effect": "zero"},
        ]
        if gates
        else [],
        scenarios=[{"code": "phoning"}, {"code": "writing", "channel": "mail"}],
    )


def make_random_edition(
    seed: int, *, bodies: int = 4, gates: bool = True
) -> tuple[CompiledGrid, EditionInput]:
    """Return a grid and an edition whose audits and answers follow from the seed."""
    draw = random.Random(seed)
    grid = make_random_grid(gates=gates)
    answered, channels, scenarios = [], {}, {}
    for body in range(bodies):
        for number in range(draw.randint(1, 6)):
            audit = f"{body}.{number}"
            channel = draw.choice(("phone", "mail"))
            channels[audit] = channel
            scenarios[audit] = "phoning" if channel == "phone" else "writing"
            prefixes = ("call", "tone") if channel == "phone" else ("reply", "text")
            answered += [
                (f"B{body}", audit, item.code, draw.choice(ANSWERS))
                for item in grid.items
                if item.code.startswith(prefixes)
            ]
    return make_edition(grid, answered, channels=channels, scenarios=scenarios)
