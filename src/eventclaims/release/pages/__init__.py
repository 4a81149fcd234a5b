"""Pages of a release: README, quality report, codebook, documentation."""
