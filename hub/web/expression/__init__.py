"""How visitors' faces looked, as shares of groups, with what that means and what it does not."""
