"""The tables of a release in other formats: Parquet, SQLite, Stata, Excel, loaders."""
