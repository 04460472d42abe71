"""What a device says of itself: whether it is there, what waits, what is wrong, how it fares.

A part of the schema (see `wire.messages`): what is added has a default, so that old readers and
old devices go on.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from wire.kiosk_events import Question
from wire.remote.messages import SettingsState
from wire.scalars import Count, CounterName, Hex32, Name, Sentence, Stamp, Utc, Word


class Problem(Struct, frozen=True, kw_only=True):
    """Something that is wrong with a device, in one sentence a shop's staff can read aloud."""

    code: Word
    text: Sentence
    since: Utc | None = None


class OpenWindow(Struct, frozen=True, kw_only=True):
    """The footfall window that has not ended yet: for the live page, never for statistics."""

    line: Name
    at: Stamp
    entered: Count
    left: Count
    kind: Literal["door", "street"] = "door"
    """As in `FootfallWindow`: a street line's passers-by are no visitors."""


class Readings(Struct, frozen=True, kw_only=True):
    """What the device measures of itself. None: not measured on this machine."""

    temperature_c: float | None = None
    throttle_bits: Count | None = None
    """As `vcgencmd get_throttled` has them: 0x1 too little voltage now, 0x10000 since the start."""
    card_worn_percent: Count | None = None
    """How much of its life the memory card says is used. Few cards say it."""
    disk_free_mb: float | None = None
    memory_mb: float | None = None
    frames_per_second: float | None = None
    dropped_share: float | None = None


class UpdateState(Struct, frozen=True, kw_only=True):
    """What became of the newest release that the hub gave this device. Empty: all is in order."""

    state: Literal["", "getting", "ready", "trial", "refused", "failed", "away"] = ""
    """`trial`: it runs, and is being watched. `failed`: it was unwell; the one before runs again.
    `away`: the hub gave no answer when this device looked for releases."""
    version: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{0,40}$(?!\n)")] = ""
    why: Sentence = ""


class Status(Struct, frozen=True, kw_only=True):
    """Up stream `status`, retained. The broker sends the will, a `Status` that is offline."""

    v: int
    site: Name
    device: Name
    session: Hex32
    """Names one connection: a will counts only against the birth of its own session."""
    online: bool
    at: Stamp | None = None
    """None in a will: nobody knew when it would be sent."""
    room: Literal["kiosk", "camera"] | None = None
    software: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{0,40}$(?!\n)")] = ""
    epoch: Hex32 | None = None
    last_seq: Count = 0
    """Newest event in the outbox."""
    acked_seq: Count = 0
    """Newest event the hub said it has stored, with all before it."""
    oldest_seq: Count = 0
    """Oldest event still in the outbox; what is older cannot be sent again. 0: outbox empty."""
    in_memory: Count = 0
    """Events waiting in memory because the disk takes none."""
    counts: Annotated[dict[CounterName, Count], Meta(max_length=64)] = {}
    """Cumulative since the epoch began, up to `last_seq`: `press.1`, `footfall.door.in`, ..."""
    problems: Annotated[list[Problem], Meta(max_length=32)] = []
    open_windows: Annotated[list[OpenWindow], Meta(max_length=16)] = []
    readings: Readings = Readings()
    occupancy: Count | None = None
    """People inside now, by the door lines of this camera. None: it does not count a door."""
    question: Question = ""
    """What a kiosk asks: above the buttons on its screen, or printed beside them."""
    settings: SettingsState | None = None
    """Settings from the hub. None: this program takes none."""
    update: UpdateState | None = None
    """Releases from the hub. None: this device takes none, or has not looked yet."""
