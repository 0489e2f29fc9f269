"""A small grid with the design of the reference grid: 5 + 5 + 2 + 2 audits, every kind of item."""

from barometer.core.grids.model import Grid
from tests.factories.grids import make_grid

AUDITS = {"phone": 5, "mail": 5, "website": 2, "social": 2}
STEPS = ("access", "information", "handling")
ITEMS_PER_INDICATOR = 6


def make_reference_like_grid(*, desk: bool = True) -> Grid:
    """Return a grid of three indicators by channel; the first item of a channel gates the rest."""
    channels = [*AUDITS, *(["desk"] if desk else [])]
    indicators = [
        {"code": f"{channel}-{step}", "step": step, "channel": channel, "weight": str(1 + k % 2)}
        | {"option": "desk" if channel == "desk" else ""}
        for channel in channels
        for k, step in enumerate(STEPS)
    ]
    return make_grid(
        steps=[{"code": step} for step in STEPS],
        channels=[{"code": channel} for channel in channels],
        indicators=indicators,
        items=[
            _item(indicator["code"], number)
            for indicator in indicators
            for number in range(ITEMS_PER_INDICATOR)
        ],
        scales=[
            {"scale": "tone", "value": value, "points": points}
            for value, points in (("warm", "100"), ("neutral", "60"), ("cold", "0"))
        ]
        + [
            {"scale": "facts", "value": value, "points": points}
            for value, points in (("what", "40"), ("when", "30"), ("who", "30"), ("none", "0"))
        ],
        thresholds=[
            {"scale": "delay", "shape": "linear", "at": at, "points": points}
            for at, points in (("2", "100"), ("5", "80"), ("10", "40"), ("20", "0"))
        ]
        + [
            {"scale": "rings", "shape": "step", "at": at, "points": points}
            for at, points in (("3", "100"), ("5", "60"), ("8", "30"), ("above", "0"))
        ],
        gates=[
            {"code": f"{channel}-failed", "item": f"{channel}-access-00"}
            | {"closes": f"indicator:{channel}-information indicator:{channel}-handling"}
            for channel in channels
        ],
        scenarios=[
            {"code": f"{channel}-contact", "channel": channel, "count": str(AUDITS.get(channel, 3))}
            | {"option": "desk" if channel == "desk" else ""}
            for channel in channels
        ],
    )


def _item(indicator: str, number: int) -> dict[str, str]:
    code = {"code": f"{indicator}-{number:02}", "indicator": indicator}
    delay = {"kind": "measured", "scale": "delay", "unit": "working_days"}
    kinds: tuple[dict[str, str], ...] = (
        {},
        {"kind": "graded", "scale": "tone"},
        delay | {"minimum": "0", "maximum": "60"},
        {"polarity": "no"},
        {"kind": "multiple", "scale": "facts"},
        {"kind": "measured", "scale": "rings", "unit": "rings", "minimum": "0", "maximum": "30"},
    )
    return code | {"scenarios": f"{indicator.split('-')[0]}-contact"} | kinds[number]
