"""A whole shop on one machine; the only room that may import all others."""
