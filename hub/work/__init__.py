"""What the hub does by itself, again and again: alerts, reports, cleaning up."""
