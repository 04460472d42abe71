"""Closing and opening a document of settings."""

from collections.abc import Callable
from typing import Final

import msgspec

from wire.codec import encode
from wire.errors import UnreadableError
from wire.messages import MAX_PAYLOAD_BYTES, VERSION
from wire.remote.messages import Document, Sealed
from wire.settings import DeviceSettings

_DOMAIN: Final = b"otklik settings 1\n"
"""Stands before what is signed: no signature of an order or of anything else fits a document."""

Sign = Callable[[bytes], str]
Verify = Callable[[bytes, str], bool]


def seal(document: Document, sign: Sign) -> bytes:
    """The payload for one device.

    Args:
        document: what it is to do.
        sign: 128 hexadecimal digits over some bytes, by the hub's key.
    """
    body = encode(document)
    return encode(Sealed(document=body.decode(), signature=sign(_DOMAIN + body)))


def unseal(payload: bytes, device: DeviceSettings, verify: Verify) -> Document:
    """What the hub wants of this device.

    Raises:
        UnreadableError: not from the hub, not for this device, or of another version.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise UnreadableError("too_large", f"{len(payload)} bytes")
    try:
        sealed = msgspec.json.decode(payload, type=Sealed)
        body = sealed.document.encode()
        if not verify(_DOMAIN + body, sealed.signature):
            raise UnreadableError("wrong_sender", "the signature is not the hub's")
        document = msgspec.json.decode(body, type=Document)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError) as error:
        raise UnreadableError("wrong_type", str(error)) from error
    if (document.site, document.device) != (device.site, device.name):
        raise UnreadableError("wrong_sender", f"it is for {document.site}/{document.device}")
    if document.v != VERSION:
        raise UnreadableError("future_version", f"version {document.v}")
    return document
