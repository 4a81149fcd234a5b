"""Readable views of claims, statements and events, with names and labels."""
