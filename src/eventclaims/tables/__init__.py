"""CSV tables: records, canonical form, blocks, row index, data frames, EDTF dates."""
