"""The book on the shelf: triage protocols, instruction scripts, their reader and checker."""
