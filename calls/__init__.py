"""The case and its six stages."""
