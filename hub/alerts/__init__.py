"""What the hub looks for by itself, and whom it tells."""
