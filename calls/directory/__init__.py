"""The directory: who exists and where things are. It knows no other room."""
