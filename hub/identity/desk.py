"""Where devices ask for certificates: judged, signed, stored and written down in one step."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine

from hub.domain.identity import WORDS, Right, Why, broker_name, is_device, judge, judge_renewal
from hub.errors import IdentityError
from hub.identity.request import Request, read_request
from hub.identity.x509 import Authority
from hub.store import identity
from hub.store.audit_log import record
from hub.store.engine import writing
from hub.store.refusals import forget_refusal, note_refusal
from wire.clock import Clock
from wire.identity.messages import Ask, Given, Refused

_log = logging.getLogger("otklik.identity")
_ROUNDS: Final = 2
"""Somebody may be quicker once; what they took, the second look sees."""


class Desk:
    """Answers devices. All methods may be called from any thread.

    Args:
        engine: the store.
        authority: what signs.
        days: for how long a certificate is good.
        clock: time.
    """

    def __init__(self, engine: Engine, authority: Authority, *, days: int, clock: Clock) -> None:
        self._engine = engine
        self._authority = authority
        self._days = days
        self._clock = clock

    def enrol(self, ask: Ask) -> Given | Refused:
        """A device with a token from its card.

        Raises:
            StoreUnavailableError: nothing was decided; the device may ask again.
        """
        with writing(self._engine) as conn:
            return self._answer(conn, ask, None)

    def renew(self, ask: Ask, serial: str) -> Given | Refused:
        """A device with a certificate, whose serial number the connection has proved.

        Raises:
            StoreUnavailableError: nothing was decided; the device may ask again.
        """
        with writing(self._engine) as conn:
            return self._answer(conn, ask, serial)

    def _answer(self, conn: Connection, ask: Ask, serial: str | None) -> Given | Refused:
        try:
            request = read_request(ask.request)
        except IdentityError as error:
            return self._refuse(conn, ask.device, "request", str(error))
        if not is_device(ask.device) or request.common_name != broker_name(ask.device):
            return self._refuse(conn, ask.device, "request", "It names another device.")
        claimed = self._claim(conn, ask, request, serial)
        return claimed if isinstance(claimed, Given) else self._refuse(conn, ask.device, claimed)

    def _claim(
        self, conn: Connection, ask: Ask, request: Request, serial: str | None
    ) -> Given | Why:
        """The certificate, or why there is none."""
        rule = judge if serial is None else judge_renewal
        for _ in range(_ROUNDS):
            name, right = self._right(conn, ask, serial)
            verdict = rule(right, ask.device, request.key_hash, self._now_ms())
            if verdict == "again":
                before = identity.given_for(conn, name)
                return (
                    _given(before.pem, before.issued_ms, before.expires_ms) if before else "unknown"
                )
            if verdict != "new":
                return verdict
            if identity.spend(conn, name, request.key_hash, self._now_ms()):
                return self._give(conn, ask.device, name, request)
        return "spent"

    def _right(self, conn: Connection, ask: Ask, serial: str | None) -> tuple[str, Right | None]:
        """What the device came with, and its name in the store."""
        if serial is None:
            found = identity.right_of_token(conn, ask.token)
        else:
            found = identity.right_of_certificate(conn, serial)
        return found or ("", None)

    def _give(self, conn: Connection, device: str, right: str, request: Request) -> Given:
        now = self._clock.now().wall
        made = self._authority.sign_device(request, now + timedelta(days=self._days))
        now_ms = round(now.timestamp() * 1000)
        identity.add_certificate(
            conn, subject=device, issued_ms=now_ms, given_for=right, **made._asdict()
        )
        forget_refusal(conn, device)
        record(
            conn,
            who=f"device {device}",
            what="certificate.given",
            about=f"device {device}",
            details={"serial": made.serial, "for": right, "expires_ms": made.expires_ms},
            at_ms=now_ms,
        )
        _log.info("%s has a certificate, for its %s.", device, right.split(maxsplit=1)[0])
        return _given(made.pem, now_ms, made.expires_ms)

    def _refuse(self, conn: Connection, device: str, why: Why, detail: str = "") -> Refused:
        sentence = WORDS[why]
        # Of strangers only a log line: whoever finds the port must not be able to fill the store.
        known = is_device(device) and identity.had_token(conn, device)
        if known and note_refusal(conn, device, why, self._now_ms()):
            record(
                conn,
                who=f"device {device}",
                what="certificate.refused",
                about=f"device {device}",
                details={"why": why, "sentence": sentence},
                at_ms=self._now_ms(),
            )
        _log.warning("No certificate for %.130r: %s %s", device, sentence, detail)
        return Refused(why=why, text=sentence)

    def _now_ms(self) -> int:
        return round(self._clock.now().wall.timestamp() * 1000)


def _given(pem: str, issued_ms: int, expires_ms: int) -> Given:
    """The answer; the next certificate is due when a third of this one's life is left."""
    renew_ms = issued_ms + (expires_ms - issued_ms) * 2 // 3
    return Given(certificate=pem, renew_after=datetime.fromtimestamp(renew_ms / 1000, UTC))
