"""Mystery shoppers: checklists, visits, and what they add up to."""
