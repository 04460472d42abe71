"""Settings from the hub laid over those of the device's own file. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from wire.errors import SettingsError
from wire.remote.messages import Value
from wire.settings import build

_S = TypeVar("_S", bound=Struct)
_SOURCE: Final = "settings from the hub"


def overlaid(own: _S, values: Mapping[str, Value], keys: Collection[str]) -> _S:
    """The settings with some of them replaced, judged by the same rules as a file.

    Args:
        own: what the device's file says.
        values: by key, as in `wire.remote.messages.Key`.
        keys: what may be changed from afar on this device.

    Raises:
        SettingsError: a key that is not among these, or values that a file could not have either.
    """
    strangers = [
        f"`{key}` cannot be changed from the hub on this device"
        for key in values
        if key not in keys
    ]
    if strangers:
        raise SettingsError(_SOURCE, strangers)
    if not values:
        return own
    # A date stays one: a file has it as such.
    tables = msgspec.to_builtins(own, builtin_types=(date,))
    faults = [fault for key, value in values.items() if (fault := _put(tables, key, value))]
    if faults:
        raise SettingsError(_SOURCE, faults)
    return build(type(own), tables, source=_SOURCE)


def values_of(settings: Struct, keys: Collection[str]) -> dict[str, Value]:
    """What these settings say, by key."""
    return {key: _get(settings, key) for key in keys}


def _put(tables: dict[str, Any], key: str, value: Value) -> str:
    """Replace one value. Returns what is wrong with it; empty: nothing."""
    table, name = key.split(".")
    if not table.endswith("[]"):
        tables[table][name] = value
        return ""
    many = tables[table[:-2]]
    if not isinstance(value, list) or len(value) != len(many):
        return f"`{key}` needs {len(many)} texts: this device has so many {table[:-2]}"
    for one, text in zip(many, value, strict=True):
        one[name] = text
    return ""


def _get(settings: Struct, key: str) -> Value:
    table, name = key.split(".")
    if table.endswith("[]"):
        return [getattr(one, name) for one in getattr(settings, table[:-2])]
    value: Value = getattr(getattr(settings, table), name)
    return value
