"""A page as buttons, for a touch screen. Needs no network and no file from elsewhere."""
