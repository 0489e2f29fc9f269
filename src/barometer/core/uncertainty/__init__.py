"""Uncertainty of values that rest on few audits, and of means over bodies."""
