"""Who may use the set-up page: somebody on the shop's network who can read the device's terminal.

The page shows a live picture of a shop, so its door is narrow: a code that works once, a few tries
for it, and addresses of the local network only. What this cannot do is keep a secret from somebody
who records the shop's own network, because there is no certificate a browser would trust; the page
is open for half an hour, not for ever.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Final

from edge_vision.errors import CodeError
from wire.clock import Clock

_MOST_TRIES: Final = 5
_PAUSE_MS: Final = 30_000
"""After that many wrong codes. A stranger can try 300 in half an hour, of 100 million."""
_MOST_SESSIONS: Final = 8
_LOCAL: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) addresses."""
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_local(address: str | None) -> bool:
    """Whether a peer's address is of the local network; False for what is no address."""
    try:
        parsed = ipaddress.ip_address((address or "").split("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    parsed = mapped or parsed
    return any(parsed in network for network in _LOCAL if network.version == parsed.version)


def was_forwarded(header_names: Iterable[str]) -> bool:
    """Whether a proxy handed the request on: whoever is behind it may be anywhere."""
    return any(name.lower() in _FORWARDED for name in header_names)


def eight_digits() -> str:
    """A code that nobody can guess, short enough to type on a phone."""
    return f"{secrets.randbelow(10**8):08d}"


class Access:
    """The one-time code and the sessions it opened. Methods may come from any thread.

    Args:
        announce: told each new code; prints it where only the technician looks.
        clock: for the pause after wrong codes.
        draw_code: makes a code.
    """

    def __init__(
        self,
        announce: Callable[[str], None],
        clock: Clock,
        *,
        draw_code: Callable[[], str] = eight_digits,
    ) -> None:
        self._announce = announce
        self._clock = clock
        self._draw_code = draw_code
        self._lock = threading.Lock()
        self._code = ""
        self._tries = 0
        self._closed_until_ms = 0
        self._sessions: dict[bytes, str] = {}
        self.new_code()

    def new_code(self) -> str:
        """A code for one more browser; an older one that was not used is worth nothing now."""
        with self._lock:
            return self._renew()

    def enter(self, typed: str) -> str:
        """Open a session with a code, which is thereby used up; returns the session's token.

        Raises:
            CodeError: a wrong or used code, or too many tries; the text says what to do.
        """
        with self._lock:
            wait_ms = self._closed_until_ms - self._clock.boot_ms()
            if wait_ms > 0:
                raise CodeError(f"Too many wrong codes: wait {(wait_ms + 999) // 1000} s.")
            if not self._code:
                raise CodeError(
                    "The code was used already, and works once. Whoever is in can ask for a new "
                    'one under "Another phone"; else start the set-up again.'
                )
            digits = "".join(letter for letter in typed if letter.isdecimal())
            if not hmac.compare_digest(digits.encode(), self._code.encode()):
                raise CodeError(self._wrong())
            self._code, self._tries = "", 0
            return self._open()

    def csrf(self, token: str | None) -> str | None:
        """What a session's writes must carry; None: there is no such session."""
        with self._lock:
            return self._sessions.get(_digest(token or ""))

    def _renew(self) -> str:
        self._code, self._tries = self._draw_code(), 0
        self._announce(self._code)
        return self._code

    def _wrong(self) -> str:
        self._tries += 1
        if self._tries < _MOST_TRIES:
            return f"That is not the code. Tries left: {_MOST_TRIES - self._tries}."
        self._renew()
        self._closed_until_ms = self._clock.boot_ms() + _PAUSE_MS
        return (
            f"That was wrong {_MOST_TRIES} times: there is a new code in the device's terminal. "
            f"Wait {_PAUSE_MS // 1000} s."
        )

    def _open(self) -> str:
        token = secrets.token_urlsafe(32)
        while len(self._sessions) >= _MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[_digest(token)] = secrets.token_urlsafe(32)
        return token


def _digest(token: str) -> bytes:
    """Looked up instead of the token, so that the time a look-up takes tells nothing about it."""
    return hashlib.sha256(token.encode()).digest()
