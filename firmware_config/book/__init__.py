"""The fleet's folder: a file for people and git, and secrets that only a key opens."""
