"""Looking after a store: copies of it, what may go, what leaves with its owner."""
