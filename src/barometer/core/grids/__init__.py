"""Grids as data: what an audit observes, and how answers become points."""
