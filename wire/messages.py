"""Everything that travels, as typed and versioned structs. The one schema of the project.

`docs/asyncapi.yaml` is generated from here, and a test walks every field: none can carry a
picture, a face vector or anything that follows one person.

What may change without a new version: fields added with a default (readers ignore what they do
not know). What never changes, in any version: the fields of `Header`, and that every event has a
`seq`. That is how an old hub can set a newer device's events aside and still let it go on.
"""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from wire.errors import UnreadableError
from wire.topics import NAME_PATTERN

VERSION: Final = 1
MAX_PAYLOAD_BYTES: Final = 256 * 1024
"""The broker's limit as well (`message_size_limit` in systemd/mosquitto)."""
MAX_EVENTS_IN_BATCH: Final = 500
FAULT_CODES: Final = (
    "too_large",
    "not_json",
    "wrong_type",
    "future_version",
    "wrong_sender",
    "bad_topic",
)

Name = Annotated[str, Meta(pattern=NAME_PATTERN)]
Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
Utc = Annotated[datetime, Meta(tz=True)]
Sentence = Annotated[str, Meta(max_length=300)]
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
CounterName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,79}$")]


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
EVENT_TYPES: Final[dict[str, type[Press] | type[FootfallWindow]]] = {
    "press": Press,
    "footfall": FootfallWindow,
}


class Header(Struct, frozen=True, kw_only=True):
    """What every batch of every version begins with. `epoch` names the outbox the `seq` count in."""

    v: int
    site: Name
    device: Name
    epoch: Hex32


class PressBatch(Header, frozen=True, kw_only=True):
    """Up stream `press`. `sent` lets the hub tell an event's age without trusting any wall clock."""

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
    software: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{0,40}$")] = ""
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


class Fault(Struct, frozen=True, kw_only=True):
    """One event (or a whole payload, `seq` None) that could not be read, and why."""

    code: str
    detail: str
    raw: bytes
    seq: int | None = None


class Received(Struct, frozen=True, kw_only=True):
    """A batch as far as it could be read. Every `seq` is in `events` or in `faults`."""

    header: Header
    sent: Stamp | None
    events: list[Event]
    faults: list[Fault]


class _AnySeq(Struct, frozen=True):
    seq: Seq


class _OldestReading(Header, frozen=True, kw_only=True):
    events: list[msgspec.Raw]


class _SentOnly(Struct, frozen=True):
    sent: Stamp


_T = TypeVar("_T")
_Current = TypeVar("_Current", Status, Ack)

_encoder = msgspec.json.Encoder()
_batch_decoders = {
    "press": msgspec.json.Decoder(PressBatch),
    "footfall": msgspec.json.Decoder(FootfallBatch),
}
_event_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    stream: msgspec.json.Decoder(kind) for stream, kind in EVENT_TYPES.items()
}
_oldest_decoder = msgspec.json.Decoder(_OldestReading)
_seq_decoder = msgspec.json.Decoder(_AnySeq)
_status_decoder = msgspec.json.Decoder(Status)
_ack_decoder = msgspec.json.Decoder(Ack)
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError)


def encode(message: Struct) -> bytes:
    """A message as UTF-8 JSON."""
    return _encoder.encode(message)


def batch(
    stream: str, header: Header, sent: Stamp, bodies: list[tuple[int, Stamp, bytes]]
) -> bytes:
    """A batch from rows of the outbox, without decoding them.

    Args:
        stream: `press` or `footfall`.
        header: who sends.
        sent: the instant of sending.
        bodies: seq, time, and the encoded event without these two, as `body` made it.
    """
    events = [
        b'{"seq":%d,"at":%s%s' % (seq, _encoder.encode(at), b"," + rest[1:] if rest != b"{}" else b"}")
        for seq, at, rest in bodies
    ]
    if stream not in EVENT_TYPES:
        raise ValueError(f"{stream!r} carries no events")
    head = _encoder.encode(header)
    return b'%s,"sent":%s,"events":[%s]}' % (head[:-1], _encoder.encode(sent), b",".join(events))


def body(event: Event) -> bytes:
    """An event for the outbox: without `seq` and `at`, which the outbox gives and may correct."""
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    del fields["seq"], fields["at"]
    return _encoder.encode(fields)


def read_batch(stream: str, payload: bytes) -> Received:
    """Read a batch, keeping apart what is readable in it and what is not.

    Raises:
        UnreadableError: not even header and sequence numbers can be read.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise UnreadableError("too_large", f"{len(payload)} bytes, {MAX_PAYLOAD_BYTES} allowed")
    decoder = _batch_decoders.get(stream)
    try:
        if decoder is not None:
            whole = decoder.decode(payload)
            if whole.v == VERSION:
                return Received(header=whole, sent=whole.sent, events=list(whole.events), faults=[])
    except _UNREADABLE:
        pass  # the slow way finds out what exactly cannot be read
    return _read_one_by_one(stream, payload)


def _read_one_by_one(stream: str, payload: bytes) -> Received:
    oldest = _decode(_oldest_decoder, payload)
    sent = None
    code, detail = "", ""
    if oldest.v != VERSION:
        code, detail = "future_version", f"version {oldest.v}, this hub reads {VERSION}"
    elif stream not in EVENT_TYPES:
        code, detail = "future_version", f"stream {stream!r} is not known to this hub"
    else:
        try:
            sent = msgspec.json.decode(payload, type=_SentOnly).sent
        except _UNREADABLE as error:
            code, detail = "wrong_type", str(error)
    events: list[Event] = []
    faults: list[Fault] = []
    for raw in oldest.events:
        seq = _decode(_seq_decoder, bytes(raw)).seq
        if code:
            faults.append(Fault(code=code, detail=detail, raw=bytes(raw), seq=seq))
            continue
        try:
            events.append(_event_decoders[stream].decode(raw))
        except _UNREADABLE as error:
            faults.append(Fault(code="wrong_type", detail=str(error), raw=bytes(raw), seq=seq))
    return Received(header=oldest, sent=sent, events=events, faults=faults)


def read_status(payload: bytes) -> Status:
    """Read a status.

    Raises:
        UnreadableError: cannot be read, or of a version this program does not know.
    """
    return _current(_decode(_status_decoder, payload))


def read_ack(payload: bytes) -> Ack:
    """Read the hub's acknowledgement.

    Raises:
        UnreadableError: cannot be read, or of a version this program does not know.
    """
    return _current(_decode(_ack_decoder, payload))


def _current(message: _Current) -> _Current:
    if message.v != VERSION:
        raise UnreadableError("future_version", f"version {message.v}, this side reads {VERSION}")
    return message


def _decode(decoder: msgspec.json.Decoder[_T], payload: bytes) -> _T:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise UnreadableError("too_large", f"{len(payload)} bytes, {MAX_PAYLOAD_BYTES} allowed")
    try:
        return decoder.decode(payload)
    except msgspec.ValidationError as error:
        raise UnreadableError("wrong_type", str(error)) from error
    except _UNREADABLE as error:
        raise UnreadableError("not_json", str(error)) from error
