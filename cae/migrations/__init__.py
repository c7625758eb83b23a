"""The tables of the centre as a whole."""
