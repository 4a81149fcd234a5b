"""The page on which readers check the evidence with their own copy of a text."""
