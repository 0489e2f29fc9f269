"""Linear programs with two-sided rows, solved by HiGHS."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from barometer.core.arrays import Floats
from barometer.core.disclosure.registry import Sparse

PRICE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """``low <= rows @ x <= high`` and ``floor <= x <= ceiling``."""

    rows: Sparse
    low: Floats
    high: Floats
    floor: Floats
    ceiling: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The smallest cost, where it is reached, and the rows and bounds that hold it there."""

    cost: float
    point: Floats
    binding_rows: npt.NDArray[np.int64]
    binding_columns: npt.NDArray[np.int64]


def minimise(cost: Floats, limits: Limits) -> Optimum | None:
    """The smallest ``cost @ x`` within the limits, ``None`` when they leave no point."""
    is_exact = limits.low == limits.high
    exact = np.flatnonzero(is_exact)
    loose = np.flatnonzero(~is_exact)
    part = limits.rows[loose]
    result = optimize.linprog(
        cost,
        A_ub=cast(Any, sparse.vstack([part, -part], format="csr")),
        b_ub=np.concatenate([limits.high[loose], -limits.low[loose]]),
        A_eq=cast(Any, limits.rows[exact]),
        b_eq=limits.low[exact],
        bounds=cast(Any, np.stack([limits.floor, limits.ceiling], axis=1)),
        method="highs",
    )
    if result.x is None:
        return None
    prices = np.zeros(limits.rows.shape[0])
    prices[loose] = np.abs(result.ineqlin.marginals).reshape(2, -1).sum(axis=0)
    prices[exact] = np.abs(result.eqlin.marginals)
    return Optimum(
        cost=float(cast(float, result.fun)),
        point=np.asarray(result.x, dtype=np.float64),
        binding_rows=np.flatnonzero(prices > PRICE_TOLERANCE),
        binding_columns=np.flatnonzero(
            np.abs(result.lower.marginals) + np.abs(result.upper.marginals) > PRICE_TOLERANCE
        ),
    )
