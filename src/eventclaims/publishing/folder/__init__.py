"""Publishing to a plain folder or web root."""
