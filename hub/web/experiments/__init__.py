"""Experiments: a change in some shops, beside shops without it."""
