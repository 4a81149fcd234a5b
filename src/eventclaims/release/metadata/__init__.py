"""Metadata of a release: DataCite, RO-Crate, Croissant, annotations, citations."""
