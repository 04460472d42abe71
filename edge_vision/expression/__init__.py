"""Expression shares: calibrating, measuring a folder, comparing engines, the door notice."""
