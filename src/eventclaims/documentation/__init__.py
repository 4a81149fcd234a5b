"""Counts, charts, citations and the data dictionary of a package."""
