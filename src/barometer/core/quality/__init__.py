"""Audit quality: agreement between coders, leniency of auditors, anomalies to review."""
