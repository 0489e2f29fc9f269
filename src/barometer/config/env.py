"""Environment variables, typed; secrets may come from files; what is missing is named."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE: Final = frozenset({"1", "true", "yes", "on"})
FALSE: Final = frozenset({"", "0", "false", "no", "off"})


class MissingSettings(Exception):
    """The platform cannot start: variables are missing (their names)."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            "set these environment variables (see docs/reference/settings.md): " + ", ".join(names)
        )
        self.names = names


class WrongSetting(Exception):
    """A variable has a value that cannot be read (its name, what is expected)."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: expected {expected}")
        self.name = name


class Environment:
    """Typed reading of environment variables.

    Required variables that are absent are gathered, so that a start fails once, naming them all.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = os.environ if values is None else values
        self._missing: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Return a variable without surrounding spaces, or the default."""
        return self._values.get(name, "").strip() or default

    def required(self, name: str) -> str:
        """Return a variable; one that is absent or empty is kept for :meth:`raise_if_missing`."""
        value = self.text(name)
        if not value:
            self._missing.append(name)
        return value

    def secret(self, name: str, *, is_required: bool = True) -> str:
        """Return a secret, or the content of the file that ``<name>_FILE`` designates.

        Raises:
            WrongSetting: The file cannot be read.
        """
        file = self.text(f"{name}_FILE")
        if file:
            try:
                return Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise WrongSetting(f"{name}_FILE", "a readable text file") from None
        return self.required(name) if is_required else self.text(name)

    def boolean(self, name: str, default: bool = False) -> bool:
        """Return a switch: 1, true, yes, on; or 0, false, no, off.

        Raises:
            WrongSetting: Any other word.
        """
        value = self.text(name, "on" if default else "off").lower()
        if value not in TRUE | FALSE:
            raise WrongSetting(name, "1 or 0")
        return value in TRUE

    def integer(self, name: str, default: int, *, minimum: int = 0) -> int:
        """Return a whole number, not under ``minimum``.

        Raises:
            WrongSetting: Not a whole number, or too small.
        """
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and int(value) >= minimum):
            raise WrongSetting(name, f"a whole number of {minimum} or more")
        return int(value)

    def words(self, name: str, default: str = "", *, is_required: bool = False) -> list[str]:
        """Return the parts of a variable written with commas."""
        value = self.required(name) if is_required else self.text(name, default)
        return [part.strip() for part in value.split(",") if part.strip()]

    def raise_if_missing(self) -> None:
        """Refuse to start without the required variables.

        Raises:
            MissingSettings: With their names.
        """
        if self._missing:
            raise MissingSettings(tuple(self._missing))


SQLITE_OPTIONS: Final = {
    # A reader that then writes must take its lock at once: otherwise half of the concurrent
    # transactions fail whatever the time-out.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON;"
    ),
}


def database(address: str, *, default_file: Path) -> dict[str, object]:
    """Return Django's description of the database at an address; SQLite in a file by default.

    Arguments:
        address: ``postgresql://user:password@host:port/name?option=value``,
            ``sqlite:///path/of/file``, or '' for the default file.

    Raises:
        WrongSetting: Another kind of address.
    """
    parts = urlsplit(address)
    if not address or parts.scheme == "sqlite":
        file = unquote(parts.path[1:]) if address else str(default_file)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting("DATABASE_URL", "postgresql://… or sqlite:///…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
