"""People and rights: users, roles, regions, wall screens, tokens."""
