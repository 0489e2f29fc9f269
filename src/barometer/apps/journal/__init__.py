"""Who did what, append-only; it outlives accounts and bodies."""
