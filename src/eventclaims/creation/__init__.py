"""Create a new package."""
