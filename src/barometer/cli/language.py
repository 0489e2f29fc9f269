"""The language of commands: French unless ``BAROMETER_LANG`` asks for English."""

import os


def chosen_language() -> str:
    """Return ``fr`` or ``en``, from the environment variable ``BAROMETER_LANG``."""
    return "en" if os.environ.get("BAROMETER_LANG", "fr").lower().startswith("en") else "fr"


def words(fr: str, en: str) -> str:
    """Return the French or the English words."""
    return en if chosen_language() == "en" else fr
