"""From the broker into the store: each event exactly once."""
