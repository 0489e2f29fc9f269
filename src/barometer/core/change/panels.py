"""Two editions side by side: who is there, with which weight, drawn how."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Scores of the union of the bodies of two editions, 0 to 100, one row per body.

    Not-a-number means that the body did not take part in that edition; a weight of zero has the
    same effect. Without weights every participant counts once. Strata and sampled shares serve the
    error only: without them the bodies count as drawn independently from a large population.
    """

    before: Floats
    after: Floats
    weights_before: Floats | None = None
    weights_after: Floats | None = None
    strata: Integers | None = None
    sampled_share: Floats | None = None
    """Share of its stratum's population that takes part, per body: finite population factor."""

    def __post_init__(self) -> None:
        size = self.before.shape
        for name in ("after", "weights_before", "weights_after", "strata", "sampled_share"):
            column = getattr(self, name)
            if column is not None and (column.shape != size or column.ndim != 1):
                raise InvalidArgument(name, column.shape, f"one value per body, {size}")
        for name in ("weights_before", "weights_after"):
            weights = getattr(self, name)
            if weights is not None and not np.all(np.nan_to_num(weights) >= 0.0):
                raise InvalidArgument(name, float(np.nanmin(weights)), "zero or more")

    @property
    def active_before(self) -> Floats:
        """Weight of each body in the first edition, 0 where it did not take part."""
        return _active(self.before, self.weights_before)

    @property
    def active_after(self) -> Floats:
        """Weight of each body in the second edition, 0 where it did not take part."""
        return _active(self.after, self.weights_after)

    @property
    def is_continuing(self) -> Bools:
        """Whether each body took part in both editions."""
        return (self.active_before > 0.0) & (self.active_after > 0.0)


def mean_of(values: Floats, weights: Floats) -> float:
    """Return the weighted mean, leaving out what weighs nothing; not-a-number when all do."""
    total = float(weights.sum())
    if total <= 0.0:
        return float("nan")
    return float(np.where(weights > 0.0, values, 0.0) @ weights) / total


def _active(values: Floats, weights: Floats | None) -> Floats:
    given = np.ones_like(values) if weights is None else np.nan_to_num(weights)
    return np.where(np.isnan(values), 0.0, given)
