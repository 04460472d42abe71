"""Everything that travels, as typed and versioned structs. The one schema of the project.

`docs/asyncapi.yaml` is generated from here, and a test walks every field: none can carry a
picture, a face vector or anything that follows one person.

What may change without a new version: fields added with a default (readers ignore what they do
not know). What never changes, in any version: the fields of `Header`, and that every event has a
`seq`. That is how an old hub can set a newer device's events aside and still let it go on.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct

from wire.camera_events import AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.expression_events import ExpressionWindow
from wire.kiosk_events import Reason
from wire.remote.messages import SettingsReport
from wire.scalars import Count, Hex32, Name, Sentence, Seq, Stamp
from wire.status import Status

VERSION: Final = 1
MAX_PAYLOAD_BYTES: Final = 256 * 1024
"""A little less than the broker's limit (`max_packet_size` in systemd/mosquitto)."""
MAX_EVENTS_IN_BATCH: Final = 500


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


Event = (
    Press | Reason | FootfallWindow | ZoneWindow | OccupancyReset | AuditMinute | ExpressionWindow
)
NOT_YET: Final = 0
"""The `seq` of an event that the outbox has not numbered yet. Never travels."""
EVENT_TYPES: Final[dict[str, type[Event]]] = {
    "press": Press,
    "reason": Reason,
    "footfall": FootfallWindow,
    "zone": ZoneWindow,
    "occupancy": OccupancyReset,
    "audit": AuditMinute,
    "expression": ExpressionWindow,
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


class ReasonBatch(Header, frozen=True, kw_only=True):
    """Up stream `reason`."""

    sent: Stamp
    events: Annotated[list[Reason], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class FootfallBatch(Header, frozen=True, kw_only=True):
    """Up stream `footfall`."""

    sent: Stamp
    events: Annotated[list[FootfallWindow], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class ZoneBatch(Header, frozen=True, kw_only=True):
    """Up stream `zone`."""

    sent: Stamp
    events: Annotated[list[ZoneWindow], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class OccupancyBatch(Header, frozen=True, kw_only=True):
    """Up stream `occupancy`."""

    sent: Stamp
    events: Annotated[list[OccupancyReset], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class AuditBatch(Header, frozen=True, kw_only=True):
    """Up stream `audit`."""

    sent: Stamp
    events: Annotated[list[AuditMinute], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class ExpressionBatch(Header, frozen=True, kw_only=True):
    """Up stream `expression`."""

    sent: Stamp
    events: Annotated[list[ExpressionWindow], Meta(min_length=1, max_length=MAX_EVENTS_IN_BATCH)]


class Line(Struct, frozen=True):
    """One line for a person to read."""

    text: Sentence


class Answer(Struct, frozen=True, kw_only=True):
    """Up stream `answer`: what became of an order (see `wire.orders`)."""

    v: int
    site: Name
    device: Name
    name: Hex32
    at: Stamp
    ok: bool
    lines: Annotated[list[Line], Meta(max_length=200)]


class Ack(Struct, frozen=True, kw_only=True):
    """Down stream `ack`: the hub holds every event of `epoch` up to and with `seq`, on disk."""

    v: int
    epoch: Hex32
    seq: Count


MESSAGE_TYPES: Final[dict[str, type[Struct]]] = {
    "press": PressBatch,
    "reason": ReasonBatch,
    "footfall": FootfallBatch,
    "zone": ZoneBatch,
    "occupancy": OccupancyBatch,
    "audit": AuditBatch,
    "expression": ExpressionBatch,
    "status": Status,
    "answer": Answer,
    "settings": SettingsReport,
    "ack": Ack,
}
"""By stream. A stream that is spelled but not here has no message in this version."""


_STREAMS: Final[dict[type[Struct], str]] = {kind: stream for stream, kind in EVENT_TYPES.items()}


def stream_of(event: Event) -> str:
    """The stream an event travels on."""
    return _STREAMS[type(event)]


def counters(event: Event) -> dict[str, int]:
    """What an event adds to the cumulative counters that device and hub compare.

    At most 64 for one device: three for each of 16 lines, one for each of 16 zones.
    """
    if isinstance(event, Press):
        return {f"press.{event.button}": 1}
    if isinstance(event, Reason):
        return {"reasons": 1}
    if isinstance(event, FootfallWindow):
        counts = {
            f"footfall.{event.line}.in": event.entered,
            f"footfall.{event.line}.out": event.left,
        }
        staff = event.staff_entered + event.staff_left
        return counts | ({f"footfall.{event.line}.staff": staff} if staff else {})
    if isinstance(event, ZoneWindow):
        return {f"zone.{event.zone}.visits": event.visits}
    return {}
