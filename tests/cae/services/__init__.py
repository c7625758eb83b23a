"""What runs the servers and processes of one machine."""
