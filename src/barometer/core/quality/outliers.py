"""Rules on values: an auditor far from the others, an audit far from the body's others."""

import numpy as np
from scipy.special import ndtr

from barometer.core.quality.calibration import group_medians, tail_p_values
from barometer.core.quality.flags import Cases, Rule, RuleOutcome, weigh_cases
from barometer.core.quality.leniency import Leniency
from barometer.core.quality.trail import AuditTrail

LENIENCY_ERRORS = 3.0
LEAST_OTHER_AUDITS = 3


def weigh_leniency(leniency: Leniency) -> RuleOutcome:
    """Return how sure it is that each auditor's leniency is not zero.

    The probability is two-sided and normal, from the effect over its standard error; it is
    prudent because the effect is shrunken. Notable beyond three standard errors. Nothing is
    tested where leniency was not estimated.

    Source: Method, section 9.3.
    """
    effects, errors = leniency.auditor_effects, leniency.auditor_errors
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.where(errors > 0, np.abs(effects) / errors, np.nan)
    return weigh_cases(
        Rule.LENIENCY,
        Cases(
            np.empty((effects.size, 0), dtype=np.int64),
            np.arange(effects.size),
            effects,
            np.zeros(effects.size),
        ),
        2.0 * ndtr(-ratios),
        ratios > LENIENCY_ERRORS,
    )


def weigh_unlike_the_body(trail: AuditTrail, leniency: Leniency | None) -> RuleOutcome:
    """Return how unusual each audit is beside the other audits of the same body.

    The scenario's median and the auditor's leniency (when estimated) are taken off first; the
    distance to the mean of the body's other audits, corrected for their number, is judged
    against all audits of the edition. Audits with fewer than three others are left out.

    Source: Method, section 9.3.
    """
    levelled = trail.values - group_medians(trail.values, trail.scenarios)
    if leniency is not None and leniency.is_estimated:
        levelled = levelled - leniency.auditor_effects[trail.auditors]
    kept = ~np.isnan(levelled)
    sums = np.bincount(trail.bodies[kept], levelled[kept], minlength=_count(trail))
    numbers = np.bincount(trail.bodies[kept], minlength=_count(trail))
    others = np.maximum(numbers[trail.bodies] - 1, 1)
    distances = levelled - (sums[trail.bodies] - levelled) / others
    distances[numbers[trail.bodies] <= LEAST_OTHER_AUDITS] = np.nan
    sizes = np.abs(distances) / np.sqrt(1.0 + 1.0 / others)
    p_values = tail_p_values(sizes, sizes)
    if not np.any(sizes > 0):
        p_values[:] = np.nan
    return weigh_cases(
        Rule.UNLIKE_THE_BODY,
        Cases(
            np.arange(distances.size)[:, None],
            trail.auditors,
            distances,
            np.zeros(distances.size),
        ),
        p_values,
    )


def _count(trail: AuditTrail) -> int:
    return int(trail.bodies.max(initial=-1)) + 1
