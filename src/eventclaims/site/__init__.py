"""Write a package as static pages that open from a folder: every row a page, and views."""
