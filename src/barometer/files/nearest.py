"""Known codes that resemble a wrong one, found quickly however many are known."""

from collections.abc import Iterable

from barometer.core.grids.checks import nearest_codes

COMPARED_AT_MOST = 1000
LOOKED_UP_AT_MOST = 50


class NearestCodes:
    """Suggestions for wrong codes, each looked up once.

    Resemblance is slow to calculate: where thousands of codes are known only those that begin
    alike are compared, and after some dozens of distinct wrong codes no more is suggested, as
    the fault is then not one of typing.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.known = tuple(known)
        self.found: dict[str, tuple[str, ...]] = {}

    def of(self, wrong: str) -> tuple[str, ...]:
        """Return at most three known codes that resemble a wrong one, nearest first."""
        if wrong not in self.found:
            if len(self.found) >= LOOKED_UP_AT_MOST:
                return ()
            self.found[wrong] = nearest_codes(wrong[:100], self._candidates(wrong))
        return self.found[wrong]

    def _candidates(self, wrong: str) -> tuple[str, ...]:
        candidates = self.known
        for length in (1, 2, 3, 4, 5, 6):
            if len(candidates) <= COMPARED_AT_MOST:
                break
            start = wrong[:length].casefold()
            candidates = tuple(code for code in candidates if code.casefold().startswith(start))
        return candidates[:COMPARED_AT_MOST]
