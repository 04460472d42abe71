"""Writes the references that are generated from code: `python -m docs.generate`.

`docs/settings.md` comes from the settings structs, `docs/asyncapi.yaml` from the message structs,
`docs/sql.md` from the views for SQL, `hub/domain/settable_*.py` from the settings that the hub may
change.
A test runs the same code and fails when a file is stale.
"""

import sys
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import yaml
from msgspec import Meta, Struct

from docs.alert_channel import add_alerts
from docs.settable_module import settable_module
from docs.sql_page import sql_page
from edge_vision.settings import VisionSettings
from firmware_config.settings import Fleet
from hub.settings import HubSettings
from kiosk.settings import KioskSettings
from wire import SOFTWARE
from wire.identity.settings import EnrolSettings
from wire.messages import MESSAGE_TYPES
from wire.topics import DOWN_STREAMS, ROOT

_DOCS = Path(__file__).parent
_ROOMS: tuple[tuple[str, str, type[Struct]], ...] = (
    ("otklik-kiosk", "kiosk.toml", KioskSettings),
    ("otklik-vision", "vision.toml", VisionSettings),
    ("otklik-hub", "hub.toml", HubSettings),
    ("otklik-enrol", "enrol.toml", EnrolSettings),
    ("otklik-card", "fleet.toml", Fleet),
)


def settings_page() -> str:
    """Every setting of every room, as Markdown."""
    lines = [
        "# Settings",
        "",
        "Written by `make docs` from the code. Each command reads one TOML file (`--settings`).",
        "A setting without a default must be there. Unknown names are refused, all faults are",
        "listed at once. Secrets stand in files of their own, never in these.",
    ]
    for command, file, kind in _ROOMS:
        lines += ["", f"## {command} ({file})"]
        lines += _table(kind, "", many=False)
    return "\n".join(lines) + "\n"


def _table(kind: type[Struct], path: str, *, many: bool) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    own: list[str] = []
    below: list[str] = []
    for field in msgspec.structs.fields(kind):
        name = f"{path}.{field.name}" if path else field.name
        inner, is_list = _struct_within(hints[field.name])
        if inner is not None:
            below += _table(inner, name, many=is_list)
        else:
            own.append(_row(field, hints[field.name]))
    heading = f"[[{path}]]" if many else f"[{path}]"
    about = (kind.__doc__ or "").split("\n", maxsplit=1)[0]
    head = ["", f"### `{heading}`", "", about] if path else []
    if own:
        head += ["", "| setting | default | allowed | what it is |", "|---|---|---|---|", *own]
    return head + below


def _struct_within(hint: Any) -> tuple[type[Struct] | None, bool]:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    options = [part for part in get_args(bare) if part is not type(None)]
    if get_origin(bare) is list or (get_origin(bare) is tuple and options):
        inner, _ = _struct_within(options[0])
        return inner, True
    if isinstance(bare, type) and issubclass(bare, Struct):
        return bare, False
    if len(options) == 1 and type(None) in get_args(bare):
        return _struct_within(options[0])
    return None, False


def _row(field: msgspec.structs.FieldInfo, hint: Any) -> str:
    metas = [part for part in get_args(hint)[1:] if isinstance(part, Meta)]
    about = next((meta.description for meta in metas if meta.description), "")
    default = "must be set" if field.required else f"`{_default(field)}`"
    return f"| `{field.name}` | {default} | {_allowed(hint)} | {about} |".replace("\n", " ")


def _default(field: msgspec.structs.FieldInfo) -> str:
    value = field.default
    if value is msgspec.NODEFAULT:
        value = field.default_factory()
    return "not set" if value is None else msgspec.json.encode(value).decode()


def _allowed(hint: Any) -> str:
    schema = msgspec.json.schema(hint)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        return f"{'' if low is None else low} to {'' if high is None else high}".strip()
    return str(schema.get("type", "")) or "see text"


def asyncapi() -> str:
    """All messages and topics, as AsyncAPI 3.0 in YAML."""
    schemas, components = msgspec.json.schema_components(
        MESSAGE_TYPES.values(), ref_template="#/components/schemas/{name}"
    )
    channels = {}
    operations = {}
    messages = {}
    for (stream, kind), schema in zip(MESSAGE_TYPES.items(), schemas, strict=True):
        name = kind.__name__
        messages[name] = {
            "summary": (kind.__doc__ or "").split("\n", maxsplit=1)[0],
            "contentType": "application/json",
            "payload": schema,
        }
        channels[stream] = {
            "address": f"{ROOT}/{{site}}/{{device}}/{stream}",
            "parameters": {
                "site": {"description": "The shop's code."},
                "device": {"description": "The device's name within the shop."},
            },
            "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        }
        operations[stream] = {
            "action": "send" if stream in DOWN_STREAMS else "receive",
            "channel": {"$ref": f"#/channels/{stream}"},
            "summary": "As the hub sees it.",
        }
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Otklik: what passes between devices and hub",
            "version": SOFTWARE,
            "description": "Written by `make docs` from wire/messages.py. MQTT, UTF-8 JSON.",
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": components},
    }
    add_alerts(document)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def generated() -> dict[Path, str]:
    """Each generated file with what it should hold."""
    return {
        _DOCS / "settings.md": settings_page(),
        _DOCS / "asyncapi.yaml": asyncapi(),
        _DOCS / "sql.md": sql_page(),
        **{
            _DOCS.parent / "hub" / "domain" / f"settable_{room}.py": settable_module(room)
            for room in ("kiosk", "camera")
        },
    }


def main() -> int:
    """Write the files that are stale."""
    stale = [
        path
        for path, content in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    for path in stale:
        path.write_text(generated()[path], encoding="utf-8")
        sys.stdout.write(f"wrote {path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
