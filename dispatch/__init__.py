"""The operations centre's side: units, assignments, response plans."""
