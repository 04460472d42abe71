"""Releases: which there are, how far they are given out, and the files that devices fetch."""
