"""Every error of the hub.

HubError
├── StoreError               (RuntimeError)  the store cannot be used until a person acts
│   └── StoreUnavailableError (OSError)      locked, full or away: worth another try later
├── UnknownNameError         (LookupError)   a shop that is not there
├── DuplicateNameError       (ValueError)    a shop that is there already
├── IdentityError            (ValueError)    a key, request or authority that cannot be used
├── OrderError               (ValueError)    an order that cannot be given to a device
├── ReleaseError             (ValueError)    releases that cannot be taken or given out
└── SendingError             (OSError)       a mail or message that did not get through
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


class IdentityError(HubError, ValueError):
    """A key, certificate, request or authority that cannot be used. The text says what to do."""


class OrderError(HubError, ValueError):
    """An order cannot be given to a device. The text says why."""


class ReleaseError(HubError, ValueError):
    """Releases of Otklik that cannot be taken in, signed or given out. The text says why."""


class SendingError(HubError, OSError):
    """Something that was to be sent did not get through.

    Args:
        text: what the other side said.
        lasting: trying again does not help.
    """

    def __init__(self, text: str, *, lasting: bool = False) -> None:
        self.lasting = lasting
        super().__init__(text)
