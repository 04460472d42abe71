"""Cards: what stands on one, and how it is written so that none looks good but is not."""
