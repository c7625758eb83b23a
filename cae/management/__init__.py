"""Commands of the centre as a whole."""
