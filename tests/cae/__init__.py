"""The centre as a whole."""
