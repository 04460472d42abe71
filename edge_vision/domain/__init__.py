"""The rules: pure, without I/O, clock, threads or logging."""
