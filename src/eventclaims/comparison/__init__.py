"""Two versions of a package: rows, schemas, required version; the history layer."""
