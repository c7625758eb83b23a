"""Reading real call files."""
