"""What keeps a device from having a certificate.

OtklikError
└── IdentityError   (ValueError)       a key or certificate that cannot be used
    ├── RefusedError (PermissionError) the hub gives none; trying again does not help
    └── AwayError    (OSError)         the hub did not answer this time
"""

from wire.errors import OtklikError


class IdentityError(OtklikError, ValueError):
    """A key, request or certificate that cannot be used. The text says which, and the cure."""


class RefusedError(IdentityError, PermissionError):
    """The hub gives no certificate. `why` is a word of `hub.domain.identity`."""

    def __init__(self, text: str, why: str) -> None:
        self.why = why
        super().__init__(text)


class AwayError(IdentityError, OSError):
    """The hub did not answer, or not as ours does. Worth another try later."""
