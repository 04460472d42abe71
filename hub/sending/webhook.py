"""Posting signed messages to web addresses.

The signature is an HMAC-SHA256 (RFC 2104) over the time of the try, a full stop and the body, so
that nobody else can make a message, and an old one cannot be used again:

    Otklik-Timestamp: 1772442000
    Otklik-Signature: v1=hex of HMAC-SHA256(secret, "1772442000." + body)
    Otklik-Delivery: the same for each try of one message
"""

import hmac
from hashlib import sha256
from http.client import HTTPException
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from hub.domain.whole_numbers import whole_number
from hub.errors import SendingError
from hub.sending.time_limit import LimitedHttp, LimitedHttps, TimeLimit, time_limit

TIMEOUT_SECONDS: Final = 10
"""Longest wait for one step: the connection, some bytes of the answer."""
MOST_SECONDS: Final = 20
"""For all of it: who answers a byte at a time would hold up what waits behind it."""
MOST_AGE_SECONDS: Final = 300
"""A receiver should refuse what was signed longer ago."""
_ANSWER_BYTES: Final = 1024
_TRY_AGAIN: Final = (408, 425, 429)
"""Of the answers 400 to 499, those that mean later, not never (RFC 9110; 425: RFC 8470)."""


class Post(NamedTuple):
    """One message to one address. `body` is JSON."""

    address: str
    secret: str
    body: bytes
    delivery: str
    """Names the message, the same for each try: receivers can drop a repeated one by it."""


def sign(secret: str, at_seconds: int, body: bytes) -> str:
    """The signature's header, made at an instant (seconds since 1970)."""
    signed = f"{at_seconds}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, sha256).hexdigest()


def is_ours(secret: str, *, timestamp: str, signature: str, body: bytes, now_seconds: int) -> bool:
    """What a receiver does: whether a message is from this hub, and new."""
    sent_seconds = whole_number(timestamp, now_seconds + MOST_AGE_SECONDS)
    if sent_seconds is None or now_seconds - sent_seconds > MOST_AGE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, sent_seconds, body).encode(), signature.encode())


def post(message: Post, now_ms: int, *, most_seconds: float = MOST_SECONDS) -> None:
    """Post a message.

    Raises:
        SendingError: any answer but 2xx, or none in time.
    """
    if not message.address.lower().startswith(("https://", "http://")):
        raise SendingError("Only https:// and http:// addresses are posted to.", lasting=True)
    with time_limit(most_seconds) as limit:
        try:
            _post(message, now_ms, limit)
        except SendingError as error:
            if not limit.over:
                raise
            text = f"{_shown(message.address)} did not answer within {most_seconds:g} s."
            raise SendingError(text) from error


def _post(message: Post, now_ms: int, limit: TimeLimit) -> None:
    at_seconds = now_ms // 1000
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Otklik",
        "Otklik-Timestamp": str(at_seconds),
        "Otklik-Signature": sign(message.secret, at_seconds, message.body),
        "Otklik-Delivery": message.delivery,
    }
    address, body = message.address, message.body
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - see above
    try:
        opener = build_opener(_StayHere, LimitedHttp(limit), LimitedHttps(limit))
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read(_ANSWER_BYTES)
    except HTTPError as error:
        refused = 400 <= error.code < 500 and error.code not in _TRY_AGAIN
        text = f"{_shown(message.address)} answered {error.code} {error.reason}."
        error.close()
        raise SendingError(text, lasting=refused) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise SendingError(f"{_shown(message.address)} did not answer ({reason}).") from error
    except HTTPException as error:
        text = f"{_shown(message.address)} answered what is no HTTP ({error!r})."
        raise SendingError(text) from error


class _StayHere(HTTPRedirectHandler):
    """A redirection could lead a signed message anywhere: it is an error, to be mended by hand."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _shown(address: str) -> str:
    """An address without what follows `?`: some services put their secret there."""
    return address.partition("?")[0]
