"""Every error of this room.

OtklikError
├── BrokerFileError      (ValueError)   a user or password the broker's files cannot hold
├── OutputError          (OSError)      a folder or file that cannot be written
├── VaultError           (OSError)      a kept secret that is missing or cannot be opened
├── ImageError           (ValueError)   an image that is damaged, or not one that we can set up
├── TargetError          (ValueError)   a disk that must not be written
├── CardError            (OSError)      a card that took or gave back something else
├── BundleError          (OSError)      software for cards that is incomplete or cannot be fetched
├── ReleaseError         (ValueError)   a release that cannot be signed, or a key that does not open
└── LabelError           (ValueError)   stickers that cannot be drawn
Faults of a fleet file are `wire.errors.SettingsError`, like those of any settings.
"""

from wire.errors import OtklikError


class BrokerFileError(OtklikError, ValueError):
    """A user or a password that Mosquitto's files cannot hold."""


class OutputError(OtklikError, OSError):
    """What was to be written cannot be written, or what is there must not be replaced."""


class VaultError(OtklikError, OSError):
    """A kept secret that is missing, cannot be opened with this key, or cannot be written."""


class ImageError(OtklikError, ValueError):
    """An image that is damaged, incomplete, or of a system that cards are not made for."""


class TargetError(OtklikError, ValueError):
    """A disk that must not be written, all reasons listed. Nothing was touched."""


class CardError(OtklikError, OSError):
    """A card that is too small, full, worn or pulled out. It does not boot."""


class LabelError(OtklikError, ValueError):
    """Stickers that cannot be drawn."""


class BundleError(OtklikError, OSError):
    """Software for cards that is incomplete, damaged, of another version, or cannot be fetched."""


class ReleaseError(OtklikError, ValueError):
    """A release that cannot be signed, or a key of releases that does not open."""
