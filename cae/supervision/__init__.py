"""The supervisor's wall: figures over the whole room."""
