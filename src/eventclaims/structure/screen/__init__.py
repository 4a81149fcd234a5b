"""Find the rows that could be invalid with DuckDB, so that Frictionless judges only those."""
