"""Render reports, differences and agreement; one module per output format."""
