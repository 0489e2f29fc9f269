"""Refusals about editions."""

from barometer.core.errors import DomainError


class GridFrozen(DomainError):
    """The grid of an edition no longer changes: an audit has begun (the version)."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version
