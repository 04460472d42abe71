"""What the hub tells other programs by itself: webhooks, Home Assistant, clocks for SQL."""
