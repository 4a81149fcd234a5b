"""Build a reproducible archive from a package: formats, metadata and documentation."""
