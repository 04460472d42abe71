"""Camera -> people -> counts, on the device. Frames live in memory only."""
