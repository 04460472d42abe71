"""The loyalty buttons: score, counts, days, weekly pattern, kiosks."""
