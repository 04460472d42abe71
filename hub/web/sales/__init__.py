"""Sales: what tills took beside who came in, and bringing files of it in."""
