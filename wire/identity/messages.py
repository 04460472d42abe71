"""What a device and the hub say to each other about a certificate, as JSON over HTTPS."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

ENROL_PATH: Final = "/identity/1/enrol"
"""A new device asks here, with its token."""
RENEW_PATH: Final = "/identity/1/renew"
"""A device that has a certificate asks here, over a connection made with it."""
MAX_BODY_BYTES: Final = 16_384
"""A request has about 500 bytes. Longer ones are not read."""


class Ask(Struct, frozen=True, kw_only=True):
    """A device asks for a certificate."""

    device: Annotated[str, Meta(max_length=127)]
    """`SITE/DEVICE`."""
    request: Annotated[str, Meta(max_length=8192)]
    """PKCS #10, as PEM."""
    token: Annotated[str, Meta(max_length=128)] = ""
    """From its card. Empty where a certificate speaks for the device."""


class Given(Struct, frozen=True, kw_only=True):
    """The answer, with status 200."""

    certificate: str
    """As PEM."""
    renew_after: Annotated[datetime, Meta(tz=True)]
    """When to ask for the next. The certificate cannot say: it begins long before it was made, for
    devices that start with a clock that is behind."""


class Refused(Struct, frozen=True, kw_only=True):
    """The answer with any other status."""

    why: str
    """A word for programs; 503 and 429 are worth another try, everything else is not."""
    text: str
    """A sentence for the device's journal."""
