"""All SQL of the hub. Functions take a connection; nothing here opens one by itself."""
