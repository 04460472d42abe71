"""Who came and went, and how well the cameras could look."""
