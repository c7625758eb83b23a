"""The centre as a whole: settings, routes, processes."""
