"""CSV tables: records, canonical form, blocks, row index, DataFrames, EDTF dates."""
