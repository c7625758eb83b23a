"""Tests of the book on the shelf."""
