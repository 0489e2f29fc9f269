"""Restricted maximum likelihood for two crossed random effects, many levels of each.

The model is ``value = fixed part + first effect + second effect + residual``. The factor with
more levels has a diagonal block in the mixed-model equations and is eliminated exactly; what
remains is one dense matrix on the other factor.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize, sparse

from barometer.core.arrays import Floats, Integers

# Ratios of a random sd to the residual sd above this are a residual of zero in practice.
LARGEST_RATIO = 1e3
# Rows of the larger factor treated at once when its standard errors are computed.
CHUNK_ROWS = 2048


@dataclass(frozen=True, slots=True, eq=False)
class CrossedFit:
    """Estimates of a model with two crossed random effects, in the unit of the values.

    Attributes:
        first_sd: Standard deviation of the first factor's effects.
        second_sd: Standard deviation of the second factor's effects.
        residual_sd: Standard deviation of what remains.
        reml_deviance: Minus twice the restricted log-likelihood at the optimum.
        fixed: Fixed effects; the solution of least norm when columns depend on each other.
        fixed_covariance: Their covariance, shape (columns, columns).
        first_effects: Best linear unbiased predictions, shape (levels of the first factor,).
        first_errors: Their standard errors of prediction, fixed part included.
        second_effects: As ``first_effects``, for the second factor.
        second_errors: As ``first_errors``, for the second factor.
    """

    first_sd: float
    second_sd: float
    residual_sd: float
    reml_deviance: float
    fixed: Floats
    fixed_covariance: Floats
    first_effects: Floats
    first_errors: Floats
    second_effects: Floats
    second_errors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Factor:
    """One crossed factor: audits per level, and sums by level of the fixed basis and values."""

    counts: Floats
    sums: Floats

    def is_free_of(self, rows: int) -> bool:
        """True when the fixed part does not already hold every level of the factor."""
        explained = float(np.sum(self.sums[:, :-1] ** 2))
        return rows - explained > 1e-9 * rows


@dataclass(frozen=True, slots=True, eq=False)
class _Equations:
    """Everything the likelihood needs, computed once; ``large`` has at least as many levels."""

    large: _Factor
    small: _Factor
    crossing: sparse.csr_array
    products: Floats
    rows: int
    log_det_fixed: float


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    """The equations solved at one pair of ratios (random sd over residual sd)."""

    diagonal: Floats
    root: Floats
    reduced: Floats
    precision: Floats
    basis_effects: Floats
    residual_variance: float
    deviance: float


def fit_crossed_effects(
    values: Floats, first: Integers, second: Integers, fixed_columns: Floats
) -> CrossedFit:
    """Return the REML estimates and predictions of two crossed random effects.

    A factor that the fixed part already explains entirely gets a variance of 0.

    Arguments:
        values: Shape (rows,), no NaN, not all explained by the fixed columns.
        first: Level of the first factor, 0 to levels - 1, every level present; shape (rows,).
        second: Level of the second factor, coded likewise.
        fixed_columns: Columns of the fixed part, shape (rows, columns); they may depend on
            each other.

    Source: Method, section 9.2.
    """
    is_swapped = int(second.max()) > int(first.max())
    large, small = (second, first) if is_swapped else (first, second)
    basis, to_fixed, log_det = _orthonormal_basis(fixed_columns)
    start = basis.T @ values
    work = np.column_stack([basis, values - basis @ start])
    equations = _prepare(work, large, small, log_det)
    ratios = _best_ratios(equations)
    solution = _solve(equations, ratios)
    large_part, small_part = _predict(equations, solution, ratios)
    first_part, second_part = (small_part, large_part) if is_swapped else (large_part, small_part)
    sd = float(np.sqrt(solution.residual_variance))
    first_ratio, second_ratio = ratios[::-1] if is_swapped else ratios
    covariance = solution.residual_variance * np.linalg.inv(solution.precision)
    return CrossedFit(
        first_sd=sd * float(first_ratio),
        second_sd=sd * float(second_ratio),
        residual_sd=sd,
        reml_deviance=solution.deviance,
        fixed=to_fixed @ (start + solution.basis_effects),
        fixed_covariance=to_fixed @ covariance @ to_fixed.T,
        first_effects=first_part[0],
        first_errors=first_part[1],
        second_effects=second_part[0],
        second_errors=second_part[1],
    )


def _orthonormal_basis(columns: Floats) -> tuple[Floats, Floats, float]:
    """Return a basis of the columns' space, the map back to columns, and log det X'X."""
    eigenvalues, vectors = np.linalg.eigh(columns.T @ columns)
    kept = eigenvalues > eigenvalues.max() * 1e-10
    to_fixed = vectors[:, kept] / np.sqrt(eigenvalues[kept])
    return columns @ to_fixed, to_fixed, float(np.log(eigenvalues[kept]).sum())


def _prepare(work: Floats, large: Integers, small: Integers, log_det_fixed: float) -> _Equations:
    rows = work.shape[0]
    ones, places = np.ones(rows), np.arange(rows)
    by_large = sparse.csr_array((ones, (large, places)))
    by_small = sparse.csr_array((ones, (small, places)))
    return _Equations(
        large=_Factor(np.bincount(large).astype(np.float64), np.asarray(by_large @ work)),
        small=_Factor(np.bincount(small).astype(np.float64), np.asarray(by_small @ work)),
        crossing=sparse.csr_array((ones, (large, small))),
        products=work.T @ work,
        rows=rows,
        log_det_fixed=log_det_fixed,
    )


def _best_ratios(equations: _Equations) -> Floats:
    """Return the two ratios (random sd over residual sd) of highest restricted likelihood."""
    is_free = [factor.is_free_of(equations.rows) for factor in (equations.large, equations.small)]
    free = np.flatnonzero(is_free)
    ratios = np.zeros(2)
    if free.size == 0:
        return ratios

    def deviance(free_ratios: Floats) -> float:
        trial = np.zeros(2)
        # The search may step outside its bounds by rounding.
        trial[free] = np.clip(free_ratios, 0.0, LARGEST_RATIO)
        return _solve(equations, trial).deviance

    # The deviance is flat in a ratio at exactly 0: a method without derivatives, started away
    # from 0, does not stop there by mistake.
    found = optimize.minimize(
        deviance,
        np.full(free.size, 0.7),
        method="COBYQA",
        bounds=[(0.0, LARGEST_RATIO)] * free.size,
        options={"initial_tr_radius": 0.5, "final_tr_radius": 1e-6},
    )
    ratios[free] = np.clip(found.x, 0.0, LARGEST_RATIO)
    return ratios


def _solve(equations: _Equations, ratios: Floats) -> _Solution:
    """Eliminate the larger factor, factorise what remains, profile out the fixed part."""
    large, small = float(ratios[0]), float(ratios[1])
    crossing = equations.crossing
    diagonal = large**2 * equations.large.counts + 1.0
    shrunk = sparse.csr_array(crossing.multiply(1.0 / diagonal[:, None]))
    remainder = (crossing.T @ shrunk).toarray() * -((large * small) ** 2)
    remainder[np.diag_indices_from(remainder)] += small**2 * equations.small.counts + 1.0
    root = linalg.cholesky(remainder, lower=True, overwrite_a=True, check_finite=False)
    reduced = small * (equations.small.sums - large**2 * (shrunk.T @ equations.large.sums))
    half = linalg.solve_triangular(root, reduced, lower=True, check_finite=False)
    sums = equations.large.sums
    products = equations.products - large**2 * (sums.T @ (sums / diagonal[:, None])) - half.T @ half
    precision, with_values = products[:-1, :-1], products[:-1, -1]
    basis_effects = np.asarray(np.linalg.solve(precision, with_values), dtype=np.float64)
    freedom = equations.rows - precision.shape[0]
    # Rounding may leave a negative dust when the model explains everything.
    unexplained = max(products[-1, -1] - with_values @ basis_effects, np.finfo(float).tiny)
    log_det = (
        float(np.log(diagonal).sum())
        + 2.0 * float(np.log(np.diag(root)).sum())
        + float(np.linalg.slogdet(precision)[1])
        + equations.log_det_fixed
    )
    variance = float(unexplained) / freedom
    deviance = log_det + freedom * (1.0 + float(np.log(2.0 * np.pi * variance)))
    return _Solution(diagonal, root, reduced, precision, basis_effects, variance, deviance)


def _predict(
    equations: _Equations, solution: _Solution, ratios: Floats
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return (effects, standard errors) of the larger, then of the smaller factor."""
    large, small = float(ratios[0]), float(ratios[1])
    inverse = linalg.cho_solve((solution.root, True), np.eye(solution.root.shape[0]))
    of_small = small * (inverse @ solution.reduced)
    left = equations.large.sums - equations.crossing @ of_small
    of_large = large**2 * left / solution.diagonal[:, None]
    inner = _quadratic_diagonal(equations.crossing, inverse) * (large * small) ** 2
    spread_large = large**2 * (1.0 + inner / solution.diagonal) / solution.diagonal
    spread_small = small**2 * np.diag(inverse)
    return (
        _effects_and_errors(of_large, spread_large, solution),
        _effects_and_errors(of_small, spread_small, solution),
    )


def _effects_and_errors(
    solved: Floats, spread: Floats, solution: _Solution
) -> tuple[Floats, Floats]:
    """Return predictions and errors from the solved basis columns (last column: values)."""
    by_basis = solved[:, :-1]
    effects = solved[:, -1] - by_basis @ solution.basis_effects
    fixed_part = np.einsum("lk,lk->l", by_basis, np.linalg.solve(solution.precision, by_basis.T).T)
    return effects, np.sqrt(solution.residual_variance * (spread + fixed_part))


def _quadratic_diagonal(crossing: sparse.csr_array, inverse: Floats) -> Floats:
    """Return the diagonal of crossing x inverse x crossing', some rows at a time."""
    parts = []
    for start in range(0, crossing.shape[0], CHUNK_ROWS):
        rows = crossing[start : start + CHUNK_ROWS]
        parts.append(np.asarray(rows.multiply(rows @ inverse).sum(axis=1)).ravel())
    return np.concatenate(parts)
