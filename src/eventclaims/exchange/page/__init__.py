"""A package with its texts as one page for coding in a browser, and the work file of that page."""
