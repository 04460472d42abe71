"""Asking the hub for a certificate, over HTTPS that trusts the organisation's authority alone."""

import http.client
import ssl
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec

from wire.identity.errors import AwayError, IdentityError, RefusedError
from wire.identity.messages import ENROL_PATH, RENEW_PATH, Ask, Given, Refused
from wire.identity.settings import HubDoor

_SECONDS: Final = 20
_MAX_ANSWER_BYTES: Final = 65_536
_OK: Final = 200
_FINAL: Final = (400, 403, 404, 413)
"""Answers of a hub that has understood; everything else may be a proxy's, or pass."""


class Asking(Protocol):
    """The way to the hub."""

    def __call__(self, ask: Ask, own: Path | None, /) -> Given:
        """Ask for a certificate.

        Args:
            ask: what for.
            own: key and certificate that speak for the device. None: a token does.

        Raises:
            RefusedError: trying again does not help.
            AwayError: it may help later.
            IdentityError: the authority's or our own file is damaged.
        """


def asking(door: HubDoor) -> Asking:
    """The real way: a new connection for each question."""

    def ask_hub(ask: Ask, own: Path | None) -> Given:
        where = urlsplit(door.url)
        connection = http.client.HTTPSConnection(
            where.hostname or "", where.port, timeout=_SECONDS, context=_context(door, own)
        )
        path = ENROL_PATH if own is None else RENEW_PATH
        try:
            connection.request("POST", path, msgspec.json.encode(ask))
            answer = connection.getresponse()
            body = answer.read(_MAX_ANSWER_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise AwayError(_why_away(door, error)) from error
        finally:
            connection.close()
        return _given_in(answer.status, body)

    return ask_hub


def _context(door: HubDoor, own: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=door.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if own is not None:
            context.load_cert_chain(own)
    except OSError as error:  # ssl.SSLError is one
        raise IdentityError(
            f"{door.ca_file}, or this device's certificate, cannot be used ({error}): write the "
            "card again."
        ) from error
    return context


def _why_away(door: HubDoor, error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"What answers at {door.url} is not our hub ({error.verify_message}); nothing was "
            "sent. Look at the address, and at this device's time."
        )
    return f"The hub did not answer at {door.url} ({error})."


def _given_in(status: int, body: bytes) -> Given:
    try:
        if status == _OK:
            return msgspec.json.decode(body, type=Given)
        refused = msgspec.json.decode(body, type=Refused)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AwayError(f"Not our hub's answer (status {status}).") from error
    if status in _FINAL:
        raise RefusedError(f"The hub gives no certificate: {refused.text}", refused.why)
    raise AwayError(f"The hub said: {refused.text}")
