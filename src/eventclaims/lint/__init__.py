"""The lint layer: bytes, characters, quoting and row order of the files."""
