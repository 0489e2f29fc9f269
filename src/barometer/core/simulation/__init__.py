"""Seeded fictional editions, calibrated to published figures and labelled as simulated."""
