"""Saved lists of shops: making, changing and forgetting them."""
