"""Releases for devices: taken in, given out in stages, stopped when the devices fare badly."""
