"""Rules on copies: audits too alike, and the same file shown as evidence twice."""

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.quality.calibration import tail_p_values
from barometer.core.quality.flags import Cases, Rule, RuleOutcome, state_cases, weigh_cases
from barometer.core.quality.trail import AuditTrail, Evidence

LEAST_COMMON_ANSWERS = 20
CALIBRATION_PAIRS = 100_000
# Two auditors cannot copy each other's audits: their pairs are honest far into the tail, which
# must still hold this many different pairs.
TAIL_PAIRS = 100
SMALLEST_TAIL_SHARE, LARGEST_TAIL_SHARE = 0.001, 0.10
# Pairs compared at once: bounds the memory on large editions.
CHUNK_PAIRS = 20_000


def match_shares(answers: Floats, first: Integers, second: Integers) -> Floats:
    """Return the share of equal answers of pairs of audits, 0 to 1.

    Items not answered in both are left out; NaN below twenty common answers.

    Arguments:
        answers: Integers, shape (audits, items); NaN if not answered.
        first: Row of one audit of each pair; shape (pairs,).
        second: Row of the other; shape (pairs,).

    Source: Method, section 9.3.
    """
    shares = np.full(first.size, np.nan)
    answered = ~np.isnan(answers)
    for start in range(0, first.size, CHUNK_PAIRS):
        left, right = first[start : start + CHUNK_PAIRS], second[start : start + CHUNK_PAIRS]
        common = np.sum(answered[left] & answered[right], axis=1)
        equal = np.sum(answers[left] == answers[right], axis=1)
        shares[start : start + CHUNK_PAIRS] = np.where(
            common >= LEAST_COMMON_ANSWERS, equal / np.maximum(common, 1), np.nan
        )
    return shares


def weigh_near_duplicates(trail: AuditTrail, answers: Floats, *, seed: int) -> RuleOutcome:
    """Return how improbably alike each audit and its nearest by the same auditor are.

    Within a channel, the largest share of equal answers between an audit and the auditor's
    others is compared with pairs of audits of two auditors at two bodies, drawn at random from
    the same channel: no share is suspect in itself. The probability accounts for the number
    of pairs the largest was taken from. Channels with fewer than fifty such pairs are not
    tested.

    Arguments:
        trail: Who audited what.
        answers: Integers, shape (audits, items); NaN if not answered.
        seed: Seed of the draw of pairs.

    Source: Method, section 9.3.
    """
    rng = np.random.default_rng(seed)
    parts = [np.empty((0, 5))]
    for channel in np.unique(trail.channels):
        rows = np.flatnonzero(trail.channels == channel)
        asked = ~np.isnan(answers[rows]).all(axis=0)
        parts.append(_nearest_pairs(trail, answers[np.ix_(rows, np.flatnonzero(asked))], rows, rng))
    table = np.concatenate(parts)
    pairs = table[:, :2].astype(np.int64)
    return weigh_cases(
        Rule.NEAR_DUPLICATE,
        Cases(pairs, trail.auditors[pairs[:, 1]], table[:, 2], table[:, 3]),
        table[:, 4],
    )


def _nearest_pairs(
    trail: AuditTrail, answers: Floats, rows: Integers, rng: np.random.Generator
) -> Floats:
    """Return for one channel: the two audits, their share, the usual share, the probability."""
    first, second = _pairs_within(trail.auditors[rows])
    shares = match_shares(answers, first, second)
    usual = _shares_between(trail, answers, rows, rng)
    kept = ~np.isnan(shares)
    first, second, shares = first[kept], second[kept], shares[kept]
    if shares.size == 0 or usual.size == 0:
        return np.empty((0, 5))
    distinct = rows.size * (rows.size - 1) / 2.0
    tail_share = min(max(TAIL_PAIRS / distinct, SMALLEST_TAIL_SHARE), LARGEST_TAIL_SHARE)
    by_pair = tail_p_values(shares, usual, tail_share=tail_share)
    tries = np.bincount(np.concatenate([first, second]), minlength=rows.size)
    # The nearest of each audit: pairs sorted from the most alike, first mention kept.
    order = np.argsort(-shares, kind="stable")
    ends = np.column_stack([first[order], second[order]]).ravel()
    nearest = np.unique(order[np.unique(ends, return_index=True)[1] // 2])
    pair_tries = np.maximum(tries[first[nearest]], tries[second[nearest]])
    p_values = -np.expm1(pair_tries * np.log1p(-np.minimum(by_pair[nearest], 1.0 - 1e-12)))
    return np.column_stack(
        [
            rows[first[nearest]],
            rows[second[nearest]],
            shares[nearest],
            np.full(nearest.size, np.median(usual)),
            p_values,
        ]
    )


def _pairs_within(auditors: Integers) -> tuple[Integers, Integers]:
    order = np.argsort(auditors, kind="stable")
    starts = np.flatnonzero(np.diff(auditors[order], prepend=-1))
    firsts, seconds = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for group in np.split(order, starts[1:]):
        left, right = np.triu_indices(group.size, 1)
        firsts.append(group[left])
        seconds.append(group[right])
    return np.concatenate(firsts), np.concatenate(seconds)


def _shares_between(
    trail: AuditTrail, answers: Floats, rows: Integers, rng: np.random.Generator
) -> Floats:
    first, second = rng.integers(0, rows.size, (2, CALIBRATION_PAIRS))
    apart = (trail.auditors[rows[first]] != trail.auditors[rows[second]]) & (
        trail.bodies[rows[first]] != trail.bodies[rows[second]]
    )
    shares = match_shares(answers, first[apart], second[apart])
    return shares[~np.isnan(shares)]


def find_reused_evidence(trail: AuditTrail, evidence: Evidence) -> RuleOutcome:
    """Return the audits that show a file already shown by another audit, with that audit.

    The first audit in order of number is the one of reference. A file attached twice to the
    same audit is not a case. The observed number is the number of audits that share the file.

    Source: Method, section 9.3.
    """
    counted = ~np.isin(evidence.digests, list(evidence.ignored))
    keys, places = np.unique(evidence.digests[counted], return_inverse=True)
    uses = np.unique(np.column_stack([places, evidence.audits[counted]]), axis=0)
    sharing = np.bincount(uses[:, 0], minlength=keys.size)
    firsts = np.searchsorted(uses[:, 0], np.arange(keys.size))
    is_later = np.ones(uses.shape[0], dtype=np.bool_)
    is_later[firsts] = False
    later = uses[is_later]
    return state_cases(
        Rule.EVIDENCE_REUSED,
        Cases(
            np.column_stack([uses[firsts[later[:, 0]], 1], later[:, 1]]),
            trail.auditors[later[:, 1]],
            sharing[later[:, 0]].astype(np.float64),
            np.ones(later.shape[0]),
        ),
        tested=int(counted.sum()),
    )
