"""Whole lives of calls, over the real processes, through the screens people have."""
