"""Releases: what `otklik-card bundle` collected, signed with keys that never touch the hub."""
