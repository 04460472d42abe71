"""Three shops that never were, so that pages can be looked at before the first device hangs."""
