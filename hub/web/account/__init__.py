"""One's own account: password, second factor, language, sessions."""
