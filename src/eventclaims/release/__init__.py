"""A release: everything that one archive holds, made from a package, the same bytes each time."""
