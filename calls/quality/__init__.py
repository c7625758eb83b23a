"""Closed cases looked at again: what was asked and read, and how it measures up to the book."""
