"""Which criteria carried the change of the continuing bodies."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True, eq=False)
class CriterionSplit:
    """Contribution of each criterion to the mean change of the score, in points.

    ``own + reweighting`` summed over criteria is the matched change exactly. ``own`` is what the
    bodies did; ``reweighting`` is not zero only where a criterion counted more or less for a body
    than before (not observed, not offered). ``standard_error`` is that of ``own``, not-a-number
    under two bodies.
    """

    own: Floats
    reweighting: Floats
    standard_error: Floats
    unit_count: int


def split_by_criterion(
    before: Floats,
    after: Floats,
    weights_before: Floats,
    weights_after: Floats | None = None,
) -> CriterionSplit:
    """Return the exact split by criterion of the mean change of the continuing bodies.

    A body is left out when it has no criterion at all in one of the editions. With no body left,
    every part is not-a-number.

    Arguments:
        before: One row per body, one column per criterion, 0 to 100; not-a-number where missing.
        after: Same shape, second edition.
        weights_before: Weights of the criteria, one per criterion or per body and criterion; zero
            or more. They are renormalised over what each body has.
        weights_after: Same for the second edition; by default those of the first.

    Raises:
        InvalidArgument: The shapes differ.

    Source: Method, section 6.5.
    """
    if before.shape != after.shape or before.ndim != 2:
        raise InvalidArgument("after", after.shape, f"bodies x criteria, {before.shape}")
    first = _effective_weights(before, weights_before)
    second = _effective_weights(after, weights_before if weights_after is None else weights_after)
    kept = (first.sum(axis=1) > 0.0) & (second.sum(axis=1) > 0.0)
    own, reweighting = _body_parts(before[kept], after[kept], first[kept], second[kept])
    count = int(kept.sum())
    missing = np.full(before.shape[1], np.nan)
    if count == 0:
        return CriterionSplit(missing, missing.copy(), missing.copy(), 0)
    error = own.std(axis=0, ddof=1) / np.sqrt(count) if count > 1 else missing
    return CriterionSplit(own.mean(axis=0), reweighting.mean(axis=0), error, count)


def _effective_weights(values: Floats, weights: Floats) -> Floats:
    active = np.where(np.isnan(values), 0.0, np.broadcast_to(weights, values.shape))
    total = active.sum(axis=1, keepdims=True)
    return np.asarray(active / np.where(total > 0.0, total, 1.0))


def _body_parts(
    before: Floats, after: Floats, first: Floats, second: Floats
) -> tuple[Floats, Floats]:
    """Return, per body and criterion, the own and the reweighting part in points.

    A criterion seen in one edition only did not move: its value there stands for both, and all of
    its effect is that it came in or went out, measured from the body's mean score.
    """
    filled_before = np.nan_to_num(np.where(np.isnan(before), after, before))
    filled_after = np.nan_to_num(np.where(np.isnan(after), before, after))
    scores = (first * filled_before).sum(axis=1) + (second * filled_after).sum(axis=1)
    own = (first + second) / 2 * (filled_after - filled_before)
    middle = (filled_before + filled_after) / 2 - scores[:, None] / 2
    return own, (second - first) * middle
