"""No field of any message can carry a picture, a face vector, or follow one person."""

from typing import Any

import msgspec
import pytest
from msgspec import inspect

from wire.messages import EVENT_TYPES, MESSAGE_TYPES

LONGEST_TEXT = 300
LARGEST_MAPPING = 64
FREE_TEXT = {"Problem.text", "Line.text", "SettingsState.why", "UpdateState.why"}
"""The only fields with free words, of bounded length: a device's sentences about itself, and a line
of its own log, which a technician asked for."""
ALLOWED_FIELDS = {
    "Stamp": {"wall", "boot", "boot_ms", "synced"},
    "Press": {"seq", "at", "button", "of", "play"},
    "Reason": {"seq", "at", "button", "of", "reason", "play"},
    "FootfallWindow": {
        "seq", "at", "seconds", "line", "entered", "left", "frames", "dropped", "method", "kind",
        "staff_entered", "staff_left",
    },
    "ZoneWindow": {
        "seq", "at", "seconds", "zone", "kind", "visits", "dwell_ms", "dwell_bins", "occupancy_ms",
        "most", "staff_visits",
    },
    "OccupancyReset": {"seq", "at", "seconds", "entered", "left", "removed", "held"},
    "AuditMinute": {
        "seq", "at", "seconds", "audit", "line", "tapped_in", "tapped_out", "counted_in",
        "counted_out", "agreed_in", "agreed_out",
    },
    "ExpressionWindow": {
        "seq", "at", "seconds", "zone", "visitors", "unseen", "least", "negative", "neutral",
        "positive", "corrected", "calibration", "errors", "network", "detector", "law",
    },
    "ShareError": {"labelled", "negative", "positive", "together"},
    "PressBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "ReasonBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "FootfallBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "ZoneBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "OccupancyBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "AuditBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "ExpressionBatch": {"v", "site", "device", "epoch", "sent", "events"},
    "OpenWindow": {"line", "at", "entered", "left", "kind"},
    "Problem": {"code", "text", "since"},
    "Readings": {
        "temperature_c", "throttle_bits", "card_worn_percent", "disk_free_mb", "memory_mb",
        "frames_per_second", "dropped_share",
    },
    "Status": {
        "v", "site", "device", "session", "online", "at", "room", "software", "epoch", "last_seq",
        "acked_seq", "oldest_seq", "in_memory", "counts", "problems", "open_windows", "readings",
        "occupancy", "question", "settings", "update",
    },
    "UpdateState": {"state", "version", "why"},
    "SettingsState": {"acting", "trying", "newest", "refused", "why"},
    "SettingsReport": {"v", "site", "device", "at", "acting", "values"},
    "Setting": {"key", "value"},
    "Line": {"text"},
    "Answer": {"v", "site", "device", "name", "at", "ok", "lines"},
    "Ack": {"v", "epoch", "seq"},
}  # fmt: skip
"""Every field that travels. A new one is added here by somebody who has thought about it."""


def walk(kind: inspect.Type, path: str, seen: set[type]) -> list[str]:  # noqa: PLR0911 - a table
    """Faults of one type and all below it."""
    if isinstance(kind, inspect.StructType):
        return walk_struct(kind, seen)
    if isinstance(kind, inspect.UnionType):
        return [fault for part in kind.types for fault in walk(part, path, seen)]
    if isinstance(kind, inspect.StrType):
        bounded = kind.max_length is not None and kind.max_length <= LONGEST_TEXT
        if path in FREE_TEXT and bounded:
            return []
        return [] if kind.pattern else [f"{path}: text without a pattern"]
    if isinstance(kind, inspect.ListType):
        if not isinstance(kind.item_type, inspect.StructType) or kind.max_length is None:
            return [f"{path}: a list must be bounded and of structs (a vector is none)"]
        return walk(kind.item_type, path, seen)
    if isinstance(kind, inspect.DictType):
        if kind.max_length is None or kind.max_length > LARGEST_MAPPING:
            return [f"{path}: an unbounded mapping"]
        if not isinstance(kind.value_type, inspect.IntType):
            return [f"{path}: a mapping to anything but counts"]
        return walk(kind.key_type, path, seen)
    plain = (
        inspect.IntType,
        inspect.FloatType,
        inspect.BoolType,
        inspect.DateTimeType,
        inspect.LiteralType,
        inspect.NoneType,
    )
    return [] if isinstance(kind, plain) else [f"{path}: {type(kind).__name__} is not allowed"]


def walk_struct(kind: inspect.StructType, seen: set[type]) -> list[str]:
    if kind.cls in seen:
        return []
    seen.add(kind.cls)
    name = kind.cls.__name__
    faults = []
    for field in kind.fields:
        if field.name not in ALLOWED_FIELDS.get(name, set()):
            faults.append(f"{name}.{field.name} is not on the list of what may travel")
        faults += walk(field.type, f"{name}.{field.name}", seen)
    return faults


@pytest.mark.parametrize("stream", MESSAGE_TYPES)
def test_no_field_can_carry_a_picture_or_follow_a_person(stream: str) -> None:
    kind = inspect.type_info(MESSAGE_TYPES[stream])
    assert walk(kind, stream, set()) == []


@pytest.mark.parametrize(
    "hint",
    [bytes, list[float], list[bytes], dict[str, float], str, Any, msgspec.Raw, list[list[int]]],
)
def test_the_walk_itself_finds_what_it_must(hint: Any) -> None:
    leaky = msgspec.defstruct("Status", [("site", hint)])
    assert walk(inspect.type_info(leaky), "status", set())


def test_a_person_or_a_picture_by_any_other_name_is_not_on_the_list() -> None:
    suspicious = ("image", "frame_data", "face", "embedding", "vector", "track", "person", "jpeg")
    for name, fields in ALLOWED_FIELDS.items():
        assert not [field for field in fields if any(word in field for word in suspicious)], name


def test_every_event_belongs_to_a_stream_with_a_message() -> None:
    assert set(EVENT_TYPES) <= set(MESSAGE_TYPES)
