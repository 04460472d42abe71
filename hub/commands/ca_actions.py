"""What `otklik-hub ca` does. Every change is in the audit log."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine

from hub.commands.common import now_ms, opened, operator, read_password, show
from hub.domain.identity import MAX_NAME_LENGTH, Life, is_device, state
from hub.errors import IdentityError
from hub.identity.authority_files import certificate_of, make, open_authority
from hub.identity.x509 import Authority, Made, fingerprint
from hub.machines.certificates import let_in, shut_out
from hub.settings import HubSettings
from hub.store import identity
from hub.store.audit_log import record
from hub.store.engine import reading, writing
from wire.clock import SystemClock
from wire.errors import SettingsError
from wire.safe_file import put_file
from wire.settings import Secret, read_secret


class _Row(NamedTuple):
    """A row of `ca list`."""

    name: str
    state: str
    expires_ms: int | None
    token_expires_ms: int | None
    serial: str


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one of these commands; returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    if options.words == "ca init":
        return _init(options, settings)
    if options.words == "ca show":
        _show_certificate(certificate_of(settings.ca))
        return 0
    with opened(settings) as engine:
        _ACTIONS[options.words](engine, options, settings)
    return 0


def _init(options: argparse.Namespace, settings: HubSettings) -> int:
    made = make(settings.ca, options.organisation, _passphrase(options, settings), _now())
    with opened(settings) as engine, writing(engine) as conn:
        details = {"fingerprint": fingerprint(made), "organisation": options.organisation}
        _note(conn, "authority.made", "authority", details)
    print("The authority is made. Keep a copy of its folder and of the passphrase, apart from")
    print("each other and from this machine: without both, every card must be written again.")
    print(f"fingerprint (SHA-256)  {fingerprint(made)}")
    return 0


def _server(engine: Engine, options: argparse.Namespace, settings: HubSettings) -> None:
    authority = _authority(options, settings)
    key, made = authority.make_server(options.names, _end(options))
    _keep(engine, f"server {options.names[0]}", made)
    out: Path = options.out
    _write(out.with_name(f"{out.name}.key"), key, 0o600)
    _write(out.with_name(f"{out.name}.crt"), made.pem.encode(), 0o644)


def _program(engine: Engine, options: argparse.Namespace, settings: HubSettings) -> None:
    authority = _authority(options, settings)
    key, made = authority.make_program(options.name, _end(options))
    _keep(engine, options.name, made)
    out: Path = options.out
    _write(out.with_name(f"{out.name}.pem"), key + made.pem.encode(), 0o600)


def _token(engine: Engine, options: argparse.Namespace, _settings: HubSettings) -> None:
    _check(options.devices)
    at_ms = now_ms()
    with writing(engine) as conn:
        tokens = _let_in(conn, options, at_ms)
    print("Each token is shown once and is good once, for this device:", file=sys.stderr)
    for device, token in tokens.items():
        print(f"{device} {token}")


def _revoke(engine: Engine, options: argparse.Namespace, _settings: HubSettings) -> None:
    with writing(engine) as conn:
        for device in options.devices:
            shut_out(conn, device, who=operator(), at_ms=now_ms())
    print(f"Revoked: {', '.join(options.devices)}. `otklik-hub enrol` tells the broker at once.")


def _reissue(engine: Engine, options: argparse.Namespace, _settings: HubSettings) -> None:
    _check(options.devices)
    at_ms = now_ms()
    with writing(engine) as conn:
        for device in options.devices:
            shut_out(conn, device, who=operator(), at_ms=at_ms)
        tokens = _let_in(conn, options, at_ms)
    print("Revoked. Each token is good once, for this device:", file=sys.stderr)
    for device, token in tokens.items():
        print(f"{device} {token}")


def _list(engine: Engine, options: argparse.Namespace, settings: HubSettings) -> None:
    at_ms = now_ms()
    with reading(engine) as conn:
        newest = {one.subject: one for one in identity.newest_certificates(conn)}
        tokens = identity.open_tokens(conn)
    rows = []
    for name in sorted(newest.keys() | tokens.keys()):
        found = newest.get(name)
        token_ms = tokens.get(name)
        life = Life(
            token_ms,
            found.expires_ms if found else None,
            found is not None and found.revoked_ms is not None,
        )
        said = state(life, at_ms, settings.ca.warn_days)
        serial = found.serial if found else "-"
        rows.append(_Row(name, said, life.expires_ms, token_ms, serial))
    show(rows, _Row._fields, as_json=options.json)


_ACTIONS: Final[dict[str, Callable[[Engine, argparse.Namespace, HubSettings], None]]] = {
    "ca server": _server,
    "ca program": _program,
    "ca token": _token,
    "ca revoke": _revoke,
    "ca reissue": _reissue,
    "ca list": _list,
}


def _let_in(conn: Connection, options: argparse.Namespace, at_ms: int) -> dict[str, str]:
    return {
        device: let_in(conn, device, options.hours, who=operator(), at_ms=at_ms)
        for device in options.devices
    }


def _keep(engine: Engine, subject: str, made: Made) -> None:
    at_ms = now_ms()
    with writing(engine) as conn:
        identity.add_certificate(conn, subject=subject, issued_ms=at_ms, **made._asdict())
        details = {"serial": made.serial, "expires_ms": made.expires_ms}
        _note(conn, "certificate.made", subject, details)


def _note(conn: Connection, what: str, about: str, details: dict[str, object]) -> None:
    record(conn, who=operator(), what=what, about=about, details=details, at_ms=now_ms())


def _check(devices: Sequence[str]) -> None:
    faults = [
        f"{one!r} is no device: write SITE/DEVICE of a-z, 0-9 and '-', at most {MAX_NAME_LENGTH} "
        "letters together"
        for one in devices
        if not is_device(one)
    ]
    if faults:
        raise SettingsError("SITE/DEVICE", faults)


def _passphrase(options: argparse.Namespace, settings: HubSettings) -> Secret:
    if options.passphrase_file is None:
        return read_secret(settings.ca.passphrase_file)
    return Secret(read_password(options.passphrase_file))


def _authority(options: argparse.Namespace, settings: HubSettings) -> Authority:
    return open_authority(settings.ca, _passphrase(options, settings))


def _write(path: Path, content: bytes, mode: int) -> None:
    try:
        put_file(path, content, mode)
    except OSError as error:
        raise IdentityError(f"{path} cannot be written ({error}).") from error
    print(f"written  {path}")


def _show_certificate(certificate: bytes) -> None:
    print(f"fingerprint (SHA-256)  {fingerprint(certificate)}", file=sys.stderr)
    print(certificate.decode(), end="")


def _end(options: argparse.Namespace) -> datetime:
    return _now() + timedelta(days=options.days)


def _now() -> datetime:
    return SystemClock().now().wall
