"""Everything that travels, as typed and versioned structs. The one schema of the project.

`docs/asyncapi.yaml` is generated from here, and a test walks every field: none can carry a
picture, a face vector or anything that follows one person.

What may change without a new version: fields added with a default (readers ignore what they do
not know). What never changes, in any version: the fields of `Header`, and that every event has a
`seq`. That is how an old hub can set a newer device's events aside and still let it go on.
"""

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from wire.topics import NAME_PATTERN

VERSION: Final = 1
MAX_PAYLOAD_BYTES: Final = 256 * 1024
"""A little less than the broker's limit (`max_packet_size` in systemd/mosquitto)."""
MAX_EVENTS_IN_BATCH: Final = 500

Name = Annotated[str, Meta(pattern=NAME_PATTERN)]
Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
Utc = Annotated[datetime, Meta(tz=True)]
Sentence = Annotated[str, Meta(max_length=300)]
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]
CounterName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,79}$(?!\n)")]


class Stamp(Struct, frozen=True):
    """An instant as a device knows it.

    `wall` is UTC by the device's clock; believe it only when `synced`. `boot_ms` is milliseconds
    since the boot named `boot`, and is right always, but compares only within one boot.
    """

    wall: Utc
    boot: Hex32
    boot_ms: Count
    synced: bool


class Press(Struct, frozen=True, kw_only=True):
    """One press of one rating button. `button` 1 is the best of `of` buttons."""

    seq: Seq
    at: Stamp
    button: Annotated[int, Meta(ge=1, le=6)]
    of: Annotated[int, Meta(ge=2, le=6)]
    play: bool = False
    """Looks like play: several presses on this kiosk within a few seconds. Kept, never dropped."""

    def __post_init__(self) -> None:
        if self.button > self.of:
            raise ValueError(f"button {self.button} of only {self.of}")


class FootfallWindow(Struct, frozen=True, kw_only=True):
    """How many people crossed one line within one span of time."""

    seq: Seq
    at: Stamp
    """Start of the window."""
    seconds: Annotated[int, Meta(ge=1, le=3600)]
    line: Name
    entered: Count
    left: Count
    frames: Count
    """Frames looked at."""
    dropped: Count = 0
    """Frames not looked at because the machine was too slow."""
    method: Literal["motion", "model", "model_and_motion"] = "motion"


Event = Press | FootfallWindow
NOT_YET: Final = 0
"""The `seq` of an event that the outbox has not numbered yet. Never travels."""
EVENT_TYPES: Final[dict[str, type[Press] | type[FootfallWindow]]] = {
    "press": Press,
    "footfall": FootfallWindow,
}


class Header(Struct, frozen=True, kw_only=True):
    """What every batch of every version begins with. `epoch` names the outbox `seq` counts in."""

    v: int
    site: Name
    device: Name
    epoch: Hex32


class PressBatch(Header, frozen=True, kw_only=True):
    """Up stream `press`. By `sent` the hub can tell an event's age without any wall clock."""

    sent: Stamp
    events: Annotated[list[Press], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class FootfallBatch(Header, frozen=True, kw_only=True):
    """Up stream `footfall`."""

    sent: Stamp
    events: Annotated[list[FootfallWindow], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


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


class Readings(Struct, frozen=True, kw_only=True):
    """What the device measures of itself. None: not measured on this machine."""

    temperature_c: float | None = None
    disk_free_mb: float | None = None
    memory_mb: float | None = None
    frames_per_second: float | None = None
    dropped_share: float | None = None


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


class Ack(Struct, frozen=True, kw_only=True):
    """Down stream `ack`: the hub holds every event of `epoch` up to and with `seq`, on disk."""

    v: int
    epoch: Hex32
    seq: Count


MESSAGE_TYPES: Final[dict[str, type[Struct]]] = {
    "press": PressBatch,
    "footfall": FootfallBatch,
    "status": Status,
    "ack": Ack,
}
"""By stream. A stream that is spelled but not here has no message in this version."""


def stream_of(event: Event) -> str:
    """The stream an event travels on."""
    return "press" if isinstance(event, Press) else "footfall"


def counters(event: Event) -> dict[str, int]:
    """What an event adds to the cumulative counters that device and hub compare."""
    if isinstance(event, Press):
        return {f"press.{event.button}": 1}
    return {
        f"footfall.{event.line}.in": event.entered,
        f"footfall.{event.line}.out": event.left,
    }
