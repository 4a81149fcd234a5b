"""Exchange codings with other programs: the workbook, and its import."""
