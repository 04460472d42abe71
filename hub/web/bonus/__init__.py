"""Bonus cards."""
