"""A Data Package and the standard: opening, paths, zips, git revisions, versions."""
