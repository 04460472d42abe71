"""What people do about what they see: notes on the timeline, tasks, posters."""
