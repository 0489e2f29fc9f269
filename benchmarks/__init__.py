"""Measurements in ratios to named alternatives: ``python -m benchmarks [names...] [--quick]``."""
