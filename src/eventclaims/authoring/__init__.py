"""Write into packages: derived columns, rows of `corrections` and `retired`, codes."""
