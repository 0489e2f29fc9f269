"""Complementary suppression: withhold as little as possible until nothing leaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from barometer.core.disclosure.leaks import Leak, LeakKind
from barometer.core.disclosure.rules import Reason


class FindLeaks(Protocol):
    """Finds the leaks that remain without some releases."""

    def __call__(
        self, withheld: frozenset[str], *, is_first_enough: bool = False
    ) -> tuple[Leak, ...]:
        """Return the leaks, or the first one alone."""
        ...


@dataclass(frozen=True, slots=True)
class Suppression:
    """What must be withheld: ``withheld`` gives the reason by code.

    ``would_leak``: the leaks if all were published. ``left``: leaks that withholding cannot stop,
    because what makes them is out already.
    """

    withheld: Mapping[str, Reason]
    would_leak: tuple[Leak, ...]
    left: tuple[Leak, ...]


def _reason(leak: Leak) -> Reason:
    return Reason.LEAKS_EXACTLY if leak.kind is LeakKind.EXACT else Reason.LEAKS_WITHIN_MARGIN


def _choose(leaks: tuple[Leak, ...], candidates: Mapping[str, float]) -> dict[str, Reason]:
    """Releases that take part in every leak that a candidate takes part in, few and of low use.

    Again and again the release with the most leaks for its priority (ties: first code).
    """
    chosen: dict[str, Reason] = {}
    waiting = [leak for leak in leaks if set(leak.release_codes) & candidates.keys()]
    while waiting:
        gains: dict[str, float] = {}
        for leak in waiting:
            for code in leak.release_codes:
                if code in candidates:
                    gains[code] = gains.get(code, 0.0) + 1.0 / candidates[code]
        code = min(gains, key=lambda code: (-gains[code], code))
        chosen[code] = _reason(next(leak for leak in waiting if code in leak.release_codes))
        waiting = [leak for leak in waiting if code not in leak.release_codes]
    return chosen


def suppress(find_leaks: FindLeaks, candidates: Mapping[str, float]) -> Suppression:
    """Choose the releases to withhold, then give back those that prove harmless.

    Each round audits what is left and withholds, of the releases that make the leaks, the one that
    stops most of them for its priority, until nothing leaks. Then each release withheld is tried
    again, the most useful first, and kept if nothing leaks: no single release could be added to
    the result. Deterministic; not guaranteed to be the best choice.

    Arguments:
        find_leaks: Audit of what is left when some releases are withheld.
        candidates: Priority (positive) of each release that may still be withheld, by code.

    Source: Method, section 8.5.
    """
    withheld: dict[str, Reason] = {}
    leaks = would_leak = find_leaks(frozenset())
    while leaks:
        chosen = _choose(leaks, {c: p for c, p in candidates.items() if c not in withheld})
        if not chosen:
            break
        withheld |= chosen
        leaks = find_leaks(frozenset(withheld))
    left = {(leak.kind, leak.cell) for leak in leaks}
    for code in sorted(withheld, key=lambda code: (-candidates[code], code)):
        trial = frozenset(withheld) - {code}
        remaining = find_leaks(trial, is_first_enough=not left)
        if {(leak.kind, leak.cell) for leak in remaining} <= left:
            del withheld[code]
    return Suppression(withheld, would_leak, leaks)
