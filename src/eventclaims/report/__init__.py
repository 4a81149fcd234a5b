"""Rule, Finding, Report and the positions of findings."""
