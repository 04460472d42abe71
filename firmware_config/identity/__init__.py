"""Certificates instead of broker passwords, as a fleet's folder sees them."""
