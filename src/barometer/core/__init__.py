"""Rules that compute or decide: pure functions on arrays and frozen dataclasses."""
