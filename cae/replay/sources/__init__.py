"""Real call files, read into one form, whatever city they come from."""
