"""HTTP for the publishing services: client, retries, tokens, request log."""
