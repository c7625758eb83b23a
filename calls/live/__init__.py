"""What browsers see while it happens."""
