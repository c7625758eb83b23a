"""Stage 4: who goes."""
