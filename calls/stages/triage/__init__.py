"""Stage 2: how grave it is."""
