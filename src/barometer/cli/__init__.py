"""The ``barometer`` command and its sub-commands."""
