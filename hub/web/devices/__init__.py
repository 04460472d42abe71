"""Each device's state and why, what was set aside, shops to confirm."""
