"""Wall screens: one page by a link, without signing in."""
