"""What the tool writes into a package: derived columns and new packages."""
