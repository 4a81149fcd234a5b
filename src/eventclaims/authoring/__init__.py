"""Write into packages: derived columns, and new packages."""
