"""The evidence layer: spans against the texts of the reports."""
