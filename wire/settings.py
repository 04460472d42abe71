"""TOML files into frozen structs: unknown keys refused, all faults listed at once, with the cure.

A room's settings are `msgspec.Struct` classes (frozen, kw_only) whose fields carry their limits
and a `description` by `msgspec.Meta`; `docs/settings.md` is generated from these, and a test holds
that none is missing. A field without a default must stand in the file. A field of a struct type is
a table, a `list` of structs an array of tables.
"""

import difflib
import os
import stat
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from wire.errors import SecretError, SettingsError
from wire.topics import NAME_PATTERN

_S = TypeVar("_S", bound=Struct)


class DeviceSettings(Struct, frozen=True, kw_only=True):
    """Who this device is. The broker lets it speak under this name only."""

    site: Annotated[
        str,
        Meta(pattern=NAME_PATTERN, description="The shop's code on the hub, such as `north-3`."),
    ]
    name: Annotated[
        str, Meta(pattern=NAME_PATTERN, description="This device's name, unique within the shop.")
    ]


class BrokerSettings(Struct, frozen=True, kw_only=True):
    """How to reach the MQTT broker."""

    host: Annotated[str, Meta(min_length=1, description="The broker's host name or address.")] = (
        "localhost"
    )
    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port; 8883 is usual with TLS.")] = (
        1883
    )
    username: Annotated[
        str, Meta(max_length=128, description="User at the broker; empty: `SITE.DEVICE`.")
    ] = ""
    password_file: Annotated[
        str,
        Meta(
            description="File that holds the password. A bare name is looked up among systemd's "
            "credentials; empty: none is sent."
        ),
    ] = ""
    protocol: Annotated[
        Literal["5", "3.1.1"],
        Meta(
            description="MQTT version. 5 lets a device see that a message was refused; 3.1.1 is "
            "for brokers that know no other."
        ),
    ] = "5"
    ca_file: Annotated[
        str, Meta(description="Certificate authority of the broker (PEM); empty: no TLS.")
    ] = ""
    certificate_file: Annotated[
        str,
        Meta(
            description="This device's certificate (PEM), where the broker asks for one; its key "
            "may stand in the same file. A bare name is looked up among systemd's credentials."
        ),
    ] = ""
    key_file: Annotated[str, Meta(description="The key of that certificate (PEM).")] = ""
    keepalive_seconds: Annotated[
        int,
        Meta(ge=5, le=600, description="The broker calls us dead after one and a half of these."),
    ] = 30


def for_device(broker: BrokerSettings, device: DeviceSettings) -> BrokerSettings:
    """The broker's settings with the device's user filled in: `SITE.DEVICE`, if none is named."""
    if broker.username or not broker.password_file:
        return broker
    return msgspec.structs.replace(broker, username=f"{device.site}.{device.name}")


class OutboxSettings(Struct, frozen=True, kw_only=True):
    """Where events wait for the hub."""

    path: Annotated[
        str,
        Meta(
            description="SQLite file, on a disk that survives a power cut; relative to systemd's "
            "state directory where there is one."
        ),
    ] = "outbox.sqlite"
    keep_days: Annotated[
        int,
        Meta(ge=1, le=365, description="Days to keep what the hub has, in case it loses it again."),
    ] = 30
    max_size_mb: Annotated[
        int, Meta(ge=10, description="Delivered events go early above this size; others never do.")
    ] = 500
    memory_limit_events: Annotated[
        int,
        Meta(ge=100, le=1_000_000, description="Events kept in memory while the disk takes none."),
    ] = 10_000


def load(kind: type[_S], path: Path) -> _S:
    """Read a settings file.

    Raises:
        SettingsError: the file cannot be read, or holds faults; all of them are listed.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(str(path), ["there is no such file; give --settings"]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), [f"cannot be read: {error}"]) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(str(path), [f"is not TOML: {error}"]) from error
    return build(kind, raw, source=str(path))


def build(kind: type[_S], raw: dict[str, Any], *, source: str) -> _S:
    """Turn a parsed TOML table into settings.

    Raises:
        SettingsError: `source` and all faults.
    """
    faults: list[str] = []
    _check_table(kind, raw, "", faults)
    if faults:
        raise SettingsError(source, faults)
    try:
        return msgspec.convert(raw, kind)
    except (msgspec.ValidationError, ValueError) as error:
        # What a __post_init__ refuses: rules between fields, which say themselves what to do.
        raise SettingsError(source, [str(error)]) from error


def _check_table(kind: type[Struct], raw: dict[str, Any], where: str, faults: list[str]) -> None:
    hints = get_type_hints(kind, include_extras=True)
    faults.extend(_unknown(where + key, key, list(hints)) for key in raw if key not in hints)
    for field in msgspec.structs.fields(kind):
        path = where + field.name
        if field.name not in raw:
            if field.required:
                faults.append(f"`{path}` is missing: {_describe(hints[field.name])}")
            continue
        _check_value(hints[field.name], raw[field.name], path, faults)


def _check_value(hint: Any, value: Any, path: str, faults: list[str]) -> None:
    bare = _bare(hint)
    if isinstance(bare, type) and issubclass(bare, Struct):
        if isinstance(value, dict):
            _check_table(bare, value, f"{path}.", faults)
        else:
            faults.append(f"`{path}` must be a table: write [{path}]")
        return
    tables = _item_struct(bare) is not None and isinstance(value, list)
    if tables:
        for number, part in enumerate(value, start=1):
            _check_value(_item_struct(bare), part, f"{path}[{number}]", faults)
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        reason = str(error).split(" - at ")
        if "matching regex" in reason[0]:  # for programs; the description says what it means
            reason[0] = "Not written as it must be"
        if not tables or len(reason) == 1:  # what is wrong within a table was told already
            faults.append(f"`{path}` = {value!r}: {reason[0]}. {_describe(hint)}".rstrip())


def _item_struct(bare: Any) -> type[Struct] | None:
    """The struct of which a list consists, or None."""
    item = _bare(get_args(bare)[0]) if get_origin(bare) is list and get_args(bare) else None
    return item if isinstance(item, type) and issubclass(item, Struct) else None


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _describe(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, Meta) and extra.description:
                return extra.description
    return ""


def _unknown(path: str, key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    cure = f"did you mean `{near[0]}`?" if near else f"known here are {', '.join(sorted(known))}."
    return f"`{path}` is not a setting; {cure}"


class Secret:
    """A secret in memory. Shows itself as stars; `reveal()` is called where it is used."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself. Not for logs, pages or messages."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('********')"

    __str__ = __repr__


def credential_path(name: str) -> Path:
    """Where a file that a setting names is: a bare name among systemd's credentials."""
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(directory) / name if directory and "/" not in name else Path(name)


def read_secret(name: str) -> Secret:
    """Read a secret from a file.

    Args:
        name: a path, or a bare name among systemd's credentials ($CREDENTIALS_DIRECTORY).

    Raises:
        SecretError: missing, empty, or readable by everybody.
    """
    path = credential_path(name)
    try:
        mode = path.stat().st_mode
        value = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"The secret {path} cannot be read ({error}).") from error
    if mode & stat.S_IROTH:
        raise SecretError(f"The secret {path} is readable by everybody: chmod 600 {path}")
    if not value:
        raise SecretError(f"The secret {path} is empty.")
    return Secret(value)


def state_path(name: str) -> Path:
    """Where a file of a service lives: absolute as given, else under systemd's state directory."""
    directory = os.environ.get("STATE_DIRECTORY")
    return Path(directory) / name if directory else Path(name)
