"""Find rows that could be invalid with DuckDB, so that Frictionless validates only those."""
