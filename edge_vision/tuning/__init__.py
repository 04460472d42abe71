"""`otklik-vision tune`: settings measured on the very machine that will count."""
