"""The sealed case files as official bodies read them."""
