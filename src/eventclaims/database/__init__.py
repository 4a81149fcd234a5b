"""DuckDB: loaded tables, CSV scans, SQL quoting."""
