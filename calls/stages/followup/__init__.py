"""Stage 5: how it evolves."""
