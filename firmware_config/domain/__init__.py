"""Fleet in, files out. Pure: no I/O, no clock, no randomness."""
