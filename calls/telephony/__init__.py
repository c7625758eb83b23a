"""Calls coming in: the gateway's API and what a ringing call shows."""
