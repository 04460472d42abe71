"""Ground floor: what passes between the rooms. Imports no room."""
