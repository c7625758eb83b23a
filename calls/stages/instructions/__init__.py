"""Stage 3: what the caller does now."""
