"""Weights drawn around the published ones."""

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import EmptyInput, InvalidArgument


def concentration_for(weight_count: int, relative_deviation: float = 0.25) -> float:
    """Return the Dirichlet concentration for which an average weight varies by that share.

    With K weights, a weight of 1/K has a standard deviation of ``relative_deviation`` times
    itself; larger weights vary less in relative terms, smaller ones more. One weight cannot vary:
    any concentration serves, 1 is returned.

    Arguments:
        weight_count: Number of weights above zero, at least 1.
        relative_deviation: Standard deviation over the weight, above 0, below sqrt(K - 1).

    Raises:
        InvalidArgument: No Dirichlet distribution varies that much.

    Source: Method, section 7.1.

    Example:
        >>> concentration_for(20)
        303.0
    """
    if weight_count < 1:
        raise InvalidArgument("weight_count", weight_count, "at least 1")
    if weight_count == 1:
        return 1.0
    if not 0.0 < relative_deviation**2 < weight_count - 1:
        raise InvalidArgument("relative_deviation", relative_deviation, "0 to sqrt(K - 1)")
    return (weight_count - 1) / relative_deviation**2 - 1.0


def draw_weights(published: Floats, concentration: float, draws: int, seed: int) -> Floats:
    """Return weights drawn around the published ones, one row per draw, each summing to 1.

    Dirichlet with parameters ``concentration`` x weight: the mean is the published weight w and
    the variance w (1 - w) / (concentration + 1). A weight published as zero stays zero.

    Arguments:
        published: Published weights, zero or more, in any unit.
        concentration: Above 0; the larger, the closer to the published weights.
        draws: Number of rows.
        seed: Seed; same seed, same weights.

    Raises:
        EmptyInput: No weight is above zero.
        InvalidArgument: A weight is negative or the concentration is not above zero.

    Source: Method, section 7.1.
    """
    if not np.all(published >= 0.0):
        raise InvalidArgument("published", float(np.min(published)), "zero or more")
    if not concentration > 0.0:
        raise InvalidArgument("concentration", concentration, "above 0")
    is_used = published > 0.0
    if not is_used.any():
        raise EmptyInput("published weights")
    shares = published[is_used] / published[is_used].sum()
    weights = np.zeros((draws, published.size))
    weights[:, is_used] = np.random.default_rng(seed).dirichlet(concentration * shares, draws)
    return weights
