"""Baromètre: a citizen-experience barometer of public services."""
