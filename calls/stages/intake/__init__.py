"""Stage 1: who calls, where, what for."""
