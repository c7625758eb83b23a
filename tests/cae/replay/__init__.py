"""Real and invented calls, replayed."""
