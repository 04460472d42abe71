"""Every error of the hub.

HubError
├── StoreError               (RuntimeError)  the store cannot be used until a person acts
│   └── StoreUnavailableError (OSError)      locked, full or away: worth another try later
├── UnknownNameError         (LookupError)   a shop that is not there
└── DuplicateNameError       (ValueError)    a shop that is there already
"""

from wire.errors import OtklikError


class HubError(OtklikError):
    """Root of what the hub raises on purpose."""


class StoreError(HubError, RuntimeError):
    """The store cannot be used, and trying again does not help. The text says what to do."""


class StoreUnavailableError(StoreError, OSError):
    """The store took nothing this time (locked, disk full, server away). Nothing was changed."""


class UnknownNameError(HubError, LookupError):
    """There is nothing of this name. The text says where the names are listed."""


class DuplicateNameError(HubError, ValueError):
    """There is something of this name already."""
