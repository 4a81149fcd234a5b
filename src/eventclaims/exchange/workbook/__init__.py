"""A package as a workbook: written, and read after any program has saved it."""
