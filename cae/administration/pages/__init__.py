"""Administration by browser, a page for each thing administered."""
