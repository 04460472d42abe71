"""Shops side by side: ranked where presses tell them apart."""
