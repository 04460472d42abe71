"""Settings that the hub sends: signed, tried, kept or given back."""
