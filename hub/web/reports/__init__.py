"""Reports: who gets which, and what they look like now."""
