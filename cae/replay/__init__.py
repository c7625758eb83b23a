"""Calls that nobody dials: rehearsal, through the same door as real ones."""
