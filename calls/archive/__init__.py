"""The sealed case file: written once, verified for ever, built from the log alone."""
