"""Stage 6: how it ended."""
