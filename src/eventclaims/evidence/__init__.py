"""The evidence layer: spans compared with the texts of the reports."""
