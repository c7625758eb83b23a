"""Hostile requests on every door of the centre."""
