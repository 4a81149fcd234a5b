"""Two codings of the same reports: matching, agreement, disagreements."""
