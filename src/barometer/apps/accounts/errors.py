"""Refusals about people."""

from barometer.core.errors import DomainError


class NotAllowed(DomainError):
    """A person asks for what their rights do not cover (which right)."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


class LastAdministrator(DomainError):
    """The platform would be left without anybody to give roles."""
