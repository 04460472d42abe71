"""What keeps a device from having another version.

OtklikError
└── UpdateError     (ValueError)  a release that is not installed; the text is shown on the hub
    ├── AwayError   (OSError)     the hub did not answer this time
    └── InstallError (RuntimeError) it is right, but could not be installed on this device
"""

from wire.errors import OtklikError


class UpdateError(OtklikError, ValueError):
    """A release that is refused. The text says why, in a sentence for the hub's page."""


class AwayError(UpdateError, OSError):
    """The hub did not answer. Worth another try later."""


class InstallError(UpdateError, RuntimeError):
    """The release is genuine, and this device could not install it."""
