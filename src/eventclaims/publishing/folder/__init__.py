"""Publish to a folder or web root."""
