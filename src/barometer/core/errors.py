"""Refusals by a rule: each carries data, never a sentence for people.

The tree::

    DomainError
    ├── EmptyInput              a calculation was asked of nothing
    ├── InvalidArgument         a value outside the domain of the method
    └── (refusals of one module are defined beside the code that raises them)
"""


class DomainError(Exception):
    """A rule of the method refuses; subclasses say which one and carry the facts."""


class EmptyInput(DomainError):
    """A calculation that needs at least one unit was asked of none."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class InvalidArgument(DomainError):
    """An argument lies outside the domain of the method (name, value, what is allowed)."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        super().__init__(name, value, allowed)
        self.name = name
        self.value = value
        self.allowed = allowed
