"""Publish to GitHub, as a release on a tag."""
