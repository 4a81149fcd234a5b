"""Comparing two versions of a package, and the history layer."""
