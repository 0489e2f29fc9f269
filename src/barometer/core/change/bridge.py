"""Change when the grid changed: what bodies did, apart from what the ruler did."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.change.estimates import Estimate
from barometer.core.change.matched import mean_estimate
from barometer.core.errors import InvalidArgument


class BridgeState(StrEnum):
    """Whether the two grids can be compared."""

    GIVEN = "given"
    TOO_LITTLE_IN_COMMON = "too_little_in_common"
    """Comparable items carry too little weight: nothing is said at constant grid."""


@dataclass(frozen=True, slots=True)
class BridgedScores:
    """Four scores of each body, 0 to 100, rows in one order; not-a-number where there is none.

    ``old_published`` and ``new_published`` are the official ones. ``old_bridged`` and
    ``new_bridged`` are the answers of each edition scored by the *new* grid on the items that both
    grids have in comparable form; all other items are left out of both.
    """

    old_published: Floats
    old_bridged: Floats
    new_bridged: Floats
    new_published: Floats

    def __post_init__(self) -> None:
        size = self.old_published.shape
        for name in ("old_bridged", "new_bridged", "new_published"):
            column = getattr(self, name)
            if column.shape != size or column.ndim != 1:
                raise InvalidArgument(name, column.shape, f"one value per body, {size}")


@dataclass(frozen=True, slots=True, eq=False)
class BridgedChange:
    """Change of the continuing bodies split in three, in points; means and values by body.

    ``published`` = ``at_constant_grid`` + ``rescoring`` + ``new_items``, for each body and on
    average. The sum of the last two is the grid effect and says nothing about the bodies.
    """

    published: Estimate
    at_constant_grid: Estimate
    rescoring: Estimate
    """Old answers by the new rules minus old answers by the old rules."""
    new_items: Estimate
    """New answers on the whole new grid minus new answers on comparable items."""
    constant_grid_by_body: Floats
    grid_effect_by_body: Floats
    state: BridgeState


def bridge_change(
    scores: BridgedScores,
    comparable_share: float,
    *,
    minimum_share: float = 0.5,
    level: float = 0.95,
) -> BridgedChange:
    """Return the change at constant grid and the effect of the grid, in points.

    Only bodies that have the four scores count, so that the parts sum exactly. When comparable
    items carry less than ``minimum_share`` of the weight of the new grid, the parts are withheld
    (not-a-number, with the state) and only the published change remains.

    Arguments:
        scores: The four scores of each body.
        comparable_share: Share of the new grid's weight on comparable items, 0 to 1.
        minimum_share: Least share for a bridge to be shown.
        level: Confidence level.

    Raises:
        InvalidArgument: The comparable share is not between 0 and 1.

    Source: Method, section 6.4.
    """
    if not 0.0 <= comparable_share <= 1.0:
        raise InvalidArgument("comparable_share", comparable_share, "0 to 1")
    constant = scores.new_bridged - scores.old_bridged
    rescoring = scores.old_bridged - scores.old_published
    added = scores.new_published - scores.new_bridged
    published = scores.new_published - scores.old_published
    has_all = ~np.isnan(constant + rescoring + added)
    state = BridgeState.GIVEN
    if comparable_share < minimum_share:
        state = BridgeState.TOO_LITTLE_IN_COMMON
        constant, rescoring, added = (np.full_like(part, np.nan) for part in (constant,) * 3)
    else:
        published = np.where(has_all, published, np.nan)
    constant, rescoring, added = (
        np.where(has_all, part, np.nan) for part in (constant, rescoring, added)
    )
    return BridgedChange(
        published=mean_estimate(published, level),
        at_constant_grid=mean_estimate(constant, level),
        rescoring=mean_estimate(rescoring, level),
        new_items=mean_estimate(added, level),
        constant_grid_by_body=constant,
        grid_effect_by_body=rescoring + added,
        state=state,
    )
