"""The barometer's files: grids, bodies, answers and results, read with care and written whole."""
