"""The consistency layer: rules across rows and tables."""
