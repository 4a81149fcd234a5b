"""The tables in other formats: Parquet, SQLite, Stata, Excel, and loaders."""
