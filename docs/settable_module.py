"""Writes what the hub knows of settings that it may change: it imports no other room."""

from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from edge_vision.remote import FROM_HUB as CAMERA_KEYS
from edge_vision.settings import VisionSettings
from kiosk.remote import FROM_HUB as KIOSK_KEYS
from kiosk.settings import KioskSettings
from wire.remote.overlay import values_of
from wire.settings import build

_NAMED = {"device": {"site": "shop", "name": "device"}}
_ROOMS: dict[str, tuple[type[Struct], tuple[str, ...]]] = {
    "kiosk": (KioskSettings, KIOSK_KEYS),
    "camera": (VisionSettings, CAMERA_KEYS),
}
_LABELS = {
    "kiosk.question": "Question",
    "kiosk.thanks": "Thanks",
    "kiosk.sorry": "Apology",
    "kiosk.language": "Language of the texts",
    "kiosk.settle_ms": "Shortest contact",
    "kiosk.debounce_ms": "Shortest gap",
    "kiosk.play_presses": "Presses that look like play",
    "kiosk.play_window_seconds": "Time in which they do",
    "kiosk.stuck_seconds": "Stuck button",
    "kiosk.thank_seconds": "Length of the thanks",
    "buttons[].label": "Labels of the buttons",
    "follow_up.question": "Second question",
    "follow_up.reasons": "Reasons to choose from",
    "follow_up.skip": "Button that says nothing",
    "follow_up.wait_seconds": "Wait for an answer",
    "camera.fps": "Pictures asked of the camera",
    "camera.stuck_seconds": "No new picture",
    "detection.method": "How people are found",
    "detection.input_px": "Side of the picture searched",
    "detection.threads": "Processor threads",
    "detection.frames_per_second": "Pictures looked at in a second",
    "detection.looks_per_frame": "Looks at one picture",
    "window.seconds": "Window of counts",
    "occupancy.zero_at": "Nobody inside at",
}
"""What pages call them. A new setting needs a name here."""
_HEAD = '''"""What may be changed from here of a {room}. Written by `make docs` from its settings.

What a device of another version thinks of one, it says itself.
"""

# ruff: noqa: E501 - sentences as they stand in the settings

from typing import Final

from hub.domain.settable import Settable
from hub.domain.text import N_

OF_A_{upper}: Final[tuple[Settable, ...]] = (
'''
_WIDTH = 100


def settable_module(room: str) -> str:
    """The module of a room."""
    kind, keys = _ROOMS[room]
    defaults = values_of(build(kind, _NAMED, source="defaults"), keys)
    entries = [_entry(key, _hint(kind, key), defaults[key]) for key in keys]
    return _HEAD.format(room=room, upper=room.upper()) + "".join(entries) + ")\n"


def _hint(kind: type[Struct], key: str) -> Any:
    table, name = key.split(".")
    inner = _bare(get_type_hints(kind, include_extras=True)[table.removesuffix("[]")])
    if table.endswith("[]"):
        inner = get_args(inner)[0]
    return get_type_hints(inner, include_extras=True)[name]


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _entry(key: str, hint: Any, default: object) -> str:
    schema = msgspec.json.schema(hint)
    many = "[]" in key
    told = {
        "kind": _kind(schema, many=many),
        "default": default,
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
        "step": schema.get("multipleOf"),
        "longest": schema.get("items", schema).get("maxLength"),
        "items": schema.get("maxItems") or (6 if many else None),
        "choices": tuple(schema.get("enum", ())),
    }
    lines = [
        "    Settable(",
        f"        key={_quoted(key)},",
        f"        label=N_({_quoted(_LABELS[key])}),",
        *_wrapped(_quoted(schema.get("description", ""))),
        *(
            f"        {name}={_quoted(told[name])},"
            for name in told
            if told[name] not in (None, ())
        ),
        "    ),",
    ]
    return "\n".join(lines) + "\n"


def _wrapped(sentence: str) -> list[str]:
    """As the formatter has it."""
    line = f"        about=N_({sentence}),"
    if len(line) <= _WIDTH:
        return [line]
    return ["        about=N_(", f"            {sentence}", "        ),"]


def _quoted(value: object) -> str:
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list | tuple):
        inner = ", ".join(_quoted(one) for one in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return repr(value)


def _kind(schema: dict[str, Any], *, many: bool) -> str:
    if many or schema.get("type") == "array":
        return "texts"
    if "enum" in schema:
        return "choice"
    return {"integer": "whole", "number": "number", "string": "text"}[schema["type"]]
