"""Second factors: codes of an authenticator (TOTP, RFC 6238) and recovery codes.

The only importer of pyotp. A code is taken once: of each user the newest time step of which a code
was taken is kept, and no older one is taken after it. Secrets are sealed (`hub.store.sealing`).
"""

import hmac
import secrets
from base64 import b32encode
from hashlib import sha256
from typing import Final, NamedTuple

from pyotp import TOTP, random_base32
from sqlalchemy import Connection, delete, func, insert, select, update

from hub.store.schema import recovery_codes, second_factors
from hub.store.sealing import Seal, is_sealed

STEP_SECONDS: Final = 30
_STEPS_OFF: Final = (0, -1, 1)
"""A phone's clock may be half a minute off (RFC 6238, section 5.2)."""
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10
_ISSUER: Final = "Otklik"


class Sealed(NamedTuple):
    """What `seal_all` found."""

    sealed: int
    """Secrets of an older version, that were kept as they are; now they are sealed."""
    lost: int
    """Secrets that do not open: the hub's own secret is another than it was."""


def seal_all(conn: Connection, seal: Seal) -> Sealed:
    """Seal what an older version stored as it is, and see whether the rest opens."""
    plain = lost = 0
    rows = conn.execute(select(second_factors.c.user_id, second_factors.c.secret)).all()
    for user_id, stored in rows:
        if is_sealed(stored):
            lost += _opened(stored, user_id, seal) is None
            continue
        plain += 1
        changed = update(second_factors).where(second_factors.c.user_id == user_id)
        conn.execute(changed.values(secret=seal.close(stored, _place(user_id))))
    return Sealed(plain, lost)


def begin(conn: Connection, user_id: int, seal: Seal) -> str:
    """A new secret, in base32, for a user who has no second factor yet.

    It asks for nothing before `confirm`. Beginning again forgets the last one.
    """
    secret = random_base32()
    unfinished = (second_factors.c.user_id == user_id) & second_factors.c.confirmed_ms.is_(None)
    conn.execute(delete(second_factors).where(unfinished))
    sealed = seal.close(secret, _place(user_id))
    conn.execute(insert(second_factors).values(user_id=user_id, secret=sealed))
    return secret


def begun(conn: Connection, user_id: int, seal: Seal) -> str | None:
    """The secret that waits for its first code. None: nothing was begun, or it is done."""
    asked = select(second_factors.c.secret).where(second_factors.c.user_id == user_id)
    stored = conn.execute(asked.where(second_factors.c.confirmed_ms.is_(None))).scalar()
    return _opened(stored, user_id, seal) if stored else None


def address(name: str, secret: str) -> str:
    """What an authenticator reads from a QR code (`otpauth://`)."""
    return TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=_ISSUER)


def confirm(conn: Connection, user_id: int, code: str, now_ms: int, seal: Seal) -> list[str] | None:
    """Turn the second factor on, by a first code of it.

    Returns:
        Recovery codes, to be seen this once. None: the code is wrong.
    """
    secret = begun(conn, user_id, seal)
    step = _step_of(secret, code, now_ms) if secret else None
    if step is None:
        return None
    changed = update(second_factors).where(second_factors.c.user_id == user_id)
    conn.execute(changed.values(confirmed_ms=now_ms, last_step=step))
    return renew_recovery_codes(conn, user_id)


def is_on(conn: Connection, user_id: int) -> bool:
    """Whether this user is asked for a code."""
    asked = select(second_factors.c.user_id).where(second_factors.c.user_id == user_id)
    return conn.execute(asked.where(second_factors.c.confirmed_ms.is_not(None))).first() is not None


def users_with(conn: Connection) -> frozenset[int]:
    """All who are asked for a code."""
    asked = select(second_factors.c.user_id).where(second_factors.c.confirmed_ms.is_not(None))
    return frozenset(conn.execute(asked).scalars())


def accept(conn: Connection, user_id: int, code: str, now_ms: int, seal: Seal) -> bool:
    """Take a code of the authenticator, or a recovery code. Each is taken once only.

    Where the secret does not open any more, recovery codes are still good.
    """
    asked = select(second_factors.c.secret).where(second_factors.c.user_id == user_id)
    stored = conn.execute(asked.where(second_factors.c.confirmed_ms.is_not(None))).scalar()
    if stored is None:
        return False
    secret = _opened(stored, user_id, seal)
    step = _step_of(secret, code, now_ms) if secret else None
    if step is None:
        return _use_recovery_code(conn, user_id, code, now_ms)
    # By a condition and not by looking first: of two who come at once, one gets in.
    changed = conn.execute(
        update(second_factors)
        .where(second_factors.c.user_id == user_id, second_factors.c.last_step < step)
        .values(last_step=step)
    )
    return changed.rowcount == 1


def renew_recovery_codes(conn: Connection, user_id: int) -> list[str]:
    """Ten new recovery codes, to be seen this once; the old ones are worthless."""
    conn.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    made = [_recovery_code() for _ in range(RECOVERY_CODES)]
    rows = [{"user_id": user_id, "code_hash": _fingerprint(one)} for one in made]
    conn.execute(insert(recovery_codes), rows)
    return made


def recovery_codes_left(conn: Connection, user_id: int) -> int:
    """How many recovery codes were not used yet."""
    asked = select(func.count()).where(recovery_codes.c.user_id == user_id)
    return int(conn.execute(asked.where(recovery_codes.c.used_ms.is_(None))).scalar_one())


def turn_off(conn: Connection, user_id: int) -> bool:
    """Ask for no code any more. False: none was asked for."""
    was_on = is_on(conn, user_id)
    conn.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    conn.execute(delete(second_factors).where(second_factors.c.user_id == user_id))
    return was_on


def _opened(stored: str, user_id: int, seal: Seal) -> str | None:
    return seal.open(stored, _place(user_id)) if is_sealed(stored) else stored


def _place(user_id: int) -> str:
    return f"user {user_id}"


def _step_of(secret: str, code: str, now_ms: int) -> int | None:
    """The time step that a code belongs to, if it is one around now."""
    typed = "".join(code.split()).encode()
    now = now_ms // 1000 // STEP_SECONDS
    totp = TOTP(secret, interval=STEP_SECONDS)
    for off in _STEPS_OFF:
        if hmac.compare_digest(totp.generate_otp(now + off).encode(), typed):
            return now + off
    return None


def _use_recovery_code(conn: Connection, user_id: int, code: str, now_ms: int) -> bool:
    changed = conn.execute(
        update(recovery_codes)
        .where(recovery_codes.c.user_id == user_id, recovery_codes.c.used_ms.is_(None))
        .where(recovery_codes.c.code_hash == _fingerprint(code))
        .values(used_ms=now_ms)
    )
    return changed.rowcount == 1


def _recovery_code() -> str:
    letters = b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def _fingerprint(code: str) -> str:
    # 80 random bits need no slow hash; spaces, strokes and capitals do not count.
    letters = "".join(one for one in code.casefold() if one.isalnum())
    return sha256(letters.encode()).hexdigest()
