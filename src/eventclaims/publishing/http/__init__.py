"""HTTP client of the publishing services: retries, tokens and request log."""
