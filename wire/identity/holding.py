"""What a device keeps of its identity, and the one step that brings it up to date.

In the folder: `device.pem` (when to renew, key and certificate in one file, so that one rename
changes them all), `next.key` (a key that is not certified yet: kept before the first question, so
that after a power cut the same key asks again), `token.sha256` (the token that was spent).
"""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

from wire.identity.ask import Asking
from wire.identity.errors import IdentityError
from wire.identity.keys import belong_together, life_of, make_key, request_for
from wire.identity.messages import Ask, Given
from wire.safe_file import put_file
from wire.settings import DeviceSettings

OWN: Final = "device.pem"
NEXT_KEY: Final = "next.key"
SPENT: Final = "token.sha256"
_RENEW: Final = "Renew-After: "
_PRIVATE: Final = 0o600
Need = Literal["nothing", "renewal", "enrolment"]


class Own(NamedTuple):
    """What the device's certificate says."""

    common_name: str
    ends: datetime
    renew_after: datetime


def need_of(own: Own | None, *, new_token: bool, now: datetime) -> Need:
    """What a device has to do.

    Args:
        own: what it has. None: nothing.
        new_token: its token was not spent yet, as after `otklik-hub ca reissue`.
        now: this instant. A clock that is behind makes it wait, one that is ahead ask too early,
            which the hub refuses.
    """
    if own is None or new_token or now >= own.ends:
        return "enrolment"
    return "renewal" if now >= own.renew_after else "nothing"


class Holding:
    """One device's folder.

    Args:
        folder: there, and nobody else's to read.
        device: who it is.
    """

    def __init__(self, folder: Path, device: DeviceSettings) -> None:
        self._folder = folder
        self._device = device
        self._name = f"{device.site}.{device.name}"

    def own(self) -> Own | None:
        """What the device has. None: nothing, or something that is another device's or damaged."""
        try:
            content = (self._folder / OWN).read_bytes()
            line = content.decode().splitlines()[0]
            renew_after = datetime.fromisoformat(line.removeprefix(_RENEW))
            life = life_of(content)
        except (OSError, ValueError, IndexError):
            return None
        if life.common_name != self._name:
            return None
        return Own(life.common_name, life.ends, renew_after)

    def need(self, token: str, now: datetime) -> Need:
        """What there is to do. `token`: of the card; empty: there is none."""
        new_token = bool(token) and self._spent() != _hash(token)
        return need_of(self.own(), new_token=new_token, now=now)

    def bring_up_to_date(self, token: str, now: datetime, ask: Asking) -> Need:
        """Ask for what is needed, and keep it.

        Returns:
            What was done.

        Raises:
            IdentityError: as `Asking`, or there is neither a token nor a certificate.
            OSError: the disk takes nothing.
        """
        need = self.need(token, now)
        if need == "nothing":
            return need
        if need == "enrolment" and not token:
            raise IdentityError(
                "This device has no certificate that is good, and no token to get one with: make "
                "one with `otklik-hub ca reissue`, and write the card again."
            )
        key = self._next_key()
        question = Ask(
            device=f"{self._device.site}/{self._device.name}",
            request=request_for(key, self._name),
            token=token if need == "enrolment" else "",
        )
        given = ask(question, self._folder / OWN if need == "renewal" else None)
        self._keep(key, given, token)
        return need

    def _next_key(self) -> bytes:
        path = self._folder / NEXT_KEY
        try:
            return path.read_bytes()
        except FileNotFoundError:
            key = make_key()
            put_file(path, key, _PRIVATE)
            return key

    def _keep(self, key: bytes, given: Given, token: str) -> None:
        certificate = given.certificate.encode()
        if not belong_together(key, certificate):
            raise IdentityError("The hub's answer is a certificate for another key; not kept.")
        head = f"{_RENEW}{given.renew_after.astimezone(UTC).isoformat()}\n".encode()
        if token:
            # Before the certificate: a cut between the two asks once more with the same key.
            put_file(self._folder / SPENT, _hash(token).encode(), _PRIVATE)
        put_file(self._folder / OWN, head + key + certificate, _PRIVATE)
        (self._folder / NEXT_KEY).unlink(missing_ok=True)

    def _spent(self) -> str:
        try:
            return (self._folder / SPENT).read_text(encoding="ascii")
        except (OSError, ValueError):
            return ""


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
