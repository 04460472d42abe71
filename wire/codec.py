"""Messages to bytes and back. What cannot be read is told apart, event by event, with the reason.

A batch is read in one go; only when that fails is it taken apart, so that one bad event never
costs the others, and every event whose number can be read is accounted for.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from wire.errors import UnreadableError
from wire.messages import (
    EVENT_TYPES,
    MAX_PAYLOAD_BYTES,
    MESSAGE_TYPES,
    VERSION,
    Ack,
    Answer,
    Event,
    Header,
)
from wire.remote.messages import SettingsReport
from wire.scalars import Seq, Stamp
from wire.status import Status


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
_Current = TypeVar("_Current", Status, Answer, SettingsReport, Ack)

_encoder = msgspec.json.Encoder()
_batch_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    stream: msgspec.json.Decoder(MESSAGE_TYPES[stream]) for stream in EVENT_TYPES
}
_event_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    stream: msgspec.json.Decoder(kind) for stream, kind in EVENT_TYPES.items()
}
_oldest_decoder = msgspec.json.Decoder(_OldestReading)
_seq_decoder = msgspec.json.Decoder(_AnySeq)
_status_decoder = msgspec.json.Decoder(Status)
_answer_decoder = msgspec.json.Decoder(Answer)
_settings_decoder = msgspec.json.Decoder(SettingsReport)
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
        stream: one that carries events.
        header: who sends.
        sent: the instant of sending.
        bodies: seq, time, and the encoded event without these two, as `body` made it.
    """
    events = [
        b'{"seq":%d,"at":%s%s'
        % (seq, _encoder.encode(at), b"," + rest[1:] if rest != b"{}" else b"}")
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
            events.append(_event_decoders[stream].decode(bytes(raw)))
        except _UNREADABLE as error:
            faults.append(Fault(code="wrong_type", detail=str(error), raw=bytes(raw), seq=seq))
    return Received(header=oldest, sent=sent, events=events, faults=faults)


def read_status(payload: bytes) -> Status:
    """Read a status.

    Raises:
        UnreadableError: cannot be read, or of a version this program does not know.
    """
    return _current(_decode(_status_decoder, payload))


def read_answer(payload: bytes) -> Answer:
    """Read what became of an order.

    Raises:
        UnreadableError: cannot be read, or of a version this program does not know.
    """
    return _current(_decode(_answer_decoder, payload))


def read_settings_report(payload: bytes) -> SettingsReport:
    """Read which settings act on a device.

    Raises:
        UnreadableError: cannot be read, or of a version this program does not know.
    """
    return _current(_decode(_settings_decoder, payload))


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
