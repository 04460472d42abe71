"""Ground floor: what passes between the rooms. Imports no room."""

from importlib.metadata import version

SOFTWARE = version("otklik")
"""The version of this software, as the Devices page shows it."""
