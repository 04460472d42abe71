"""The catalogue of models and the folder they live in."""
