"""The hub's pure rules: values in, values out."""
