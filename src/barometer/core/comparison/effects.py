"""Size of a difference from the peers, as data that a sentence can be written from.

The measured difference of a body picked out because it is large is too large on average, so
the size comes from the shrunken difference: measured difference x reliability. The words, in
French and English, belong to the screens and reports.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy.special import ndtr

from barometer.core.arrays import Floats
from barometer.core.comparison.arrays import Codes
from barometer.core.comparison.positions import Position, Positions
from barometer.core.comparison.shrinkage import Shrinkage
from barometer.core.errors import InvalidArgument


class EffectClass(IntEnum):
    """How far a body stands from its peers, in classes of points.

    ``CLOSE_ABOVE`` and ``CLOSE_BELOW``: certainly different, but by too little to matter.
    """

    NOT_ENOUGH_DATA = 0
    CLEARLY_BELOW = 1
    BELOW = 2
    CLOSE_BELOW = 3
    NOT_DISTINGUISHABLE = 4
    CLOSE_ABOVE = 5
    ABOVE = 6
    CLEARLY_ABOVE = 7


class PeerShare(IntEnum):
    """How many peers have a lower true score, in fractions that people picture."""

    NOT_ENOUGH_DATA = 0
    FEWER_THAN_1_IN_10 = 1
    FEWER_THAN_1_IN_4 = 2
    FEWER_THAN_HALF = 3
    ABOUT_HALF = 4
    MORE_THAN_HALF = 5
    MORE_THAN_3_IN_4 = 6
    MORE_THAN_9_IN_10 = 7


PEER_SHARE_BOUNDS = (0.10, 0.25, 0.40, 0.60, 0.75, 0.90)
"""Expected shares that separate the classes of ``PeerShare``; about half is 40 to 60 %."""


@dataclass(frozen=True, slots=True)
class EffectThresholds:
    """Points from which a difference matters, and from which it is clear (0 to 100 scale)."""

    notable_points: float = 2.0
    clear_points: float = 5.0


@dataclass(frozen=True, slots=True)
class Effects:
    """One value per body and figure, shape (bodies, figures).

    ``classes`` holds ``EffectClass`` codes, ``peer_shares`` holds ``PeerShare`` codes.
    ``expected_points`` is the shrunken difference, ``about_points`` the same in whole points;
    ``lower_peer_share`` is the expected share of peers with a lower true score, 0 to 1. NaN
    where the figure was not compared or has no shrunken score.
    """

    classes: Codes
    peer_shares: Codes
    expected_points: Floats
    about_points: Floats
    lower_peer_share: Floats


def describe_effects(
    positions: Positions, shrinkage: Shrinkage, thresholds: EffectThresholds | None = None
) -> Effects:
    """Return the size class of each difference and the share of peers expected to be lower.

    The class follows the position: a body that is not distinguishable from its peers has the
    class ``NOT_DISTINGUISHABLE`` whatever its points. A class says "clearly" by the shrunken
    points, hence never for a difference that is mostly noise.

    Arguments:
        positions: Result of ``compare_with_peers``.
        shrinkage: Result of ``shrink_by_family`` on the same scores and families.
        thresholds: Points from which a difference is notable, then clear; 2 and 5 if absent.

    Raises:
        InvalidArgument: Results of different shapes, or thresholds not 0 < notable <= clear.

    Source:
        Method, section 5.7.
    """
    thresholds = EffectThresholds() if thresholds is None else thresholds
    if positions.positions.shape != shrinkage.reliabilities.shape:
        raise InvalidArgument("shrinkage", shrinkage.reliabilities.shape, "shape of positions")
    if not 0 < thresholds.notable_points <= thresholds.clear_points:
        raise InvalidArgument("thresholds", thresholds, "0 < notable_points <= clear_points")
    expected = positions.differences * shrinkage.reliabilities
    share = _lower_peer_share(expected, shrinkage)
    return Effects(
        classes=_classes(positions.positions, expected, thresholds),
        peer_shares=_share_classes(share),
        expected_points=expected,
        about_points=np.rint(expected) + 0.0,
        lower_peer_share=share,
    )


def _lower_peer_share(expected: Floats, shrinkage: Shrinkage) -> Floats:
    """P(own true score above that of a peer drawn from the family's distribution)."""
    is_placed = shrinkage.family_index >= 0
    between = np.full(expected.shape, np.nan)
    between[is_placed] = shrinkage.between_variances[shrinkage.family_index[is_placed]]
    variance = between * (2 - shrinkage.reliabilities)
    # Without any spread of true scores no peer is lower or higher: half, by convention.
    safe = np.where(variance > 0, variance, 1.0)
    share = np.where(variance > 0, ndtr(expected / np.sqrt(safe)), 0.5)
    return np.where(np.isnan(expected), np.nan, share)


def _classes(positions: Codes, expected: Floats, thresholds: EffectThresholds) -> Codes:
    bounds = (thresholds.notable_points, thresholds.clear_points)
    steps = np.digitize(np.nan_to_num(np.abs(expected)), bounds)
    classes = np.full(positions.shape, EffectClass.NOT_ENOUGH_DATA, dtype=np.int8)
    is_above, is_below = positions == Position.ABOVE, positions == Position.BELOW
    classes[is_above] = (EffectClass.CLOSE_ABOVE + steps)[is_above]
    classes[is_below] = (EffectClass.CLOSE_BELOW - steps)[is_below]
    classes[positions == Position.NOT_DISTINGUISHABLE] = EffectClass.NOT_DISTINGUISHABLE
    return classes


def _share_classes(share: Floats) -> Codes:
    classes = 1 + np.digitize(np.nan_to_num(share), PEER_SHARE_BOUNDS)
    return np.where(np.isnan(share), PeerShare.NOT_ENOUGH_DATA, classes).astype(np.int8)
