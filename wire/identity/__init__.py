"""A device's own certificate: its key, its request, and who gives it one."""
