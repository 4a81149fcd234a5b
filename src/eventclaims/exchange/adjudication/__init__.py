"""Two codings of the same documents: compared in a workbook, and settled into the tables."""
