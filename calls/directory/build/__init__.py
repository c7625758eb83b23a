"""Makes the shipped reference data from its sources; the running centre never imports it."""
