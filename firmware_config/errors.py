"""Every error of this room.

OtklikError
├── BrokerFileError      (ValueError)   a user or password the broker's files cannot hold
└── OutputError          (OSError)      a folder or file that cannot be written
Faults of a fleet file are `wire.errors.SettingsError`, like those of any settings.
"""

from wire.errors import OtklikError


class BrokerFileError(OtklikError, ValueError):
    """A user or a password that Mosquitto's files cannot hold."""


class OutputError(OtklikError, OSError):
    """What was to be written cannot be written, or what is there must not be replaced."""
