"""Refusals about bodies."""

from barometer.core.errors import DomainError


class BodyAlreadyManaged(DomainError):
    """A body is already in the hands of somebody else, who may add people (its name)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
