"""Who may have a certificate: rules, without a clock or a store.

A *right* to a certificate is a token from a card, or the certificate that is to be renewed. Both
follow one rule: a right is for one device, and is spent on the first key that asks. Asked again
with that key it gives the same certificate again, so that a power cut between the hub's signing
and the device's storing costs nothing; any other key is refused.
"""

import re
from typing import Final, Literal, NamedTuple

from hub.domain.lengths import DAY_MS
from hub.domain.text import N_
from wire.topics import NAME_PATTERN

Why = Literal["unknown", "other_device", "withdrawn", "spent", "late", "early", "request"]
Verdict = Literal["new", "again"]

WORDS: Final[dict[Why, str]] = {
    "unknown": N_("It came with a token or certificate that this hub never gave."),
    "other_device": N_("Its token was made for another device."),
    "withdrawn": N_("Its token was withdrawn, or its certificate revoked."),
    "spent": N_("Its token or certificate was used before with another key: is there a copy?"),
    "late": N_("Its token or certificate has run out."),
    "early": N_("It asked for a new certificate long before the old one runs out."),
    "request": N_("Its certificate request could not be used."),
}
"""Why a certificate is refused, in one sentence."""

MAX_NAME_LENGTH: Final = 64
"""Of `SITE/DEVICE` together: a certificate's common name takes no more."""
TOKEN_HOURS: Final = 14 * 24
"""How long a token is good if nobody says otherwise: for a card that goes to its shop by post."""
_NAME: Final = re.compile(NAME_PATTERN)


class Right(NamedTuple):
    """A right to a certificate."""

    device: str
    """`SITE/DEVICE`."""
    begins_ms: int
    expires_ms: int
    withdrawn: bool
    key_hash: str | None
    """The key it was spent on. None: none yet."""


def judge(right: Right | None, device: str, key_hash: str, now_ms: int) -> Verdict | Why:
    """Whether a device gets a certificate, and if not, why.

    Args:
        right: what it came with. None: nothing we know.
        device: who it says it is, `SITE/DEVICE`.
        key_hash: of the key it wants a certificate for.
        now_ms: this instant.

    Returns:
        `new`: sign, and spend the right on this key. `again`: give what was signed before, even
        after the right has run out: it says nothing new. Anything else: the reason not to.
    """
    if right is None:
        return "unknown"
    if right.device != device:
        return "other_device"
    if right.withdrawn:
        return "withdrawn"
    if right.key_hash is not None:
        return "again" if right.key_hash == key_hash else "spent"
    return "late" if now_ms >= right.expires_ms else "new"


def judge_renewal(right: Right | None, device: str, key_hash: str, now_ms: int) -> Verdict | Why:
    """The same where the right is a certificate: not before half of its life is over.

    Without that, a device gone mad would fill the store with certificates.
    """
    verdict = judge(right, device, key_hash, now_ms)
    if right is not None and verdict == "new":
        half_ms = (right.begins_ms + right.expires_ms) // 2
        return "new" if now_ms >= half_ms else "early"
    return verdict


def is_device(text: str) -> bool:
    """Whether a text is `SITE/DEVICE`, short enough for a certificate's name (RFC 5280)."""
    site, slash, name = text.partition("/")
    sound = slash and _NAME.match(site) and _NAME.match(name)
    return bool(sound) and len(text) <= MAX_NAME_LENGTH


def broker_name(device: str) -> str:
    """The device's name at the broker and in its certificate: `SITE.DEVICE`.

    The same as with passwords. Names hold no dot, so no two devices share one.
    """
    return device.replace("/", ".", 1)


State = Literal["waiting", "lapsed", "valid", "ending", "expired", "revoked"]


class Life(NamedTuple):
    """What the hub knows of a device's identity. Instants are None for what never was."""

    token_expires_ms: int | None
    """Of its newest token that is unused and was not withdrawn."""
    expires_ms: int | None
    """Of its newest certificate."""
    revoked: bool


def state(life: Life, now_ms: int, warn_days: int) -> State:
    """In which state an identity is: a certificate that holds goes before a token."""
    if life.expires_ms is not None and not life.revoked and now_ms < life.expires_ms:
        ending = life.expires_ms - now_ms < warn_days * DAY_MS
        return "ending" if ending else "valid"
    if life.token_expires_ms is not None:
        return "waiting" if now_ms < life.token_expires_ms else "lapsed"
    return "revoked" if life.revoked else "expired"
