"""Import existing tables by a map from their columns to the tables of a package."""
