"""What the `check` of every command looks at alike: broker, disk, clock; and how it is told."""

import os
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter

import msgspec
from msgspec import Struct

from wire.clock import Clock
from wire.errors import EXIT_FAILURE, OtklikError
from wire.link import MqttLink
from wire.settings import BrokerSettings

_BROKER_SECONDS = 8.0
_DISK_FREE_MB = 100
_SLOW_DISK_MS = 80
"""With 5 ms of settling, what is left of the 100 ms within which a shopper is thanked."""
MARKS = {True: "ok     ", None: "note   ", False: "MISSING"}


class Finding(Struct, frozen=True, kw_only=True):
    """One thing looked at. `ok` None: works, but somebody should know."""

    what: str
    ok: bool | None
    text: str


def tell(findings: list[Finding], *, as_json: bool) -> int:
    """Write the findings to the standard output, a line each; returns the exit code."""
    if as_json:
        lines = [msgspec.json.encode(findings).decode()]
    else:
        lines = [f"{MARKS[finding.ok]} {finding.what}: {finding.text}" for finding in findings]
    sys.stdout.write("\n".join(lines) + "\n")
    return EXIT_FAILURE if any(finding.ok is False for finding in findings) else 0


def check_broker(
    broker: BrokerSettings,
    client_id: str,
    *,
    meanwhile: str = "",
    timeout_seconds: float = _BROKER_SECONDS,
) -> Finding:
    """The broker can be reached and lets us in.

    Args:
        broker: where, and as whom.
        client_id: of the service; the check takes one beside it, so as not to displace it.
        meanwhile: what happens to events without a broker.
        timeout_seconds: how long to try.
    """
    where = f"{broker.host}:{broker.port}"
    connected = threading.Event()
    try:
        link = MqttLink(
            broker,
            client_id=f"{client_id}-check",
            subscriptions=[],
            on_message=lambda _delivery: None,
            on_state=lambda up: connected.set() if up else None,
        )
        link.start()
        try:
            came = connected.wait(timeout_seconds)
        finally:
            link.stop()
    except (OtklikError, OSError) as error:
        return Finding(what="broker", ok=False, text=f"{where}: {error}")
    if came:
        return Finding(what="broker", ok=True, text=f"{where} lets us in")
    text = (
        f"{where} does not let us in within {timeout_seconds:g} s. Is the address right, is the "
        f"broker running, and does it know our name and password? {meanwhile}"
    )
    return Finding(what="broker", ok=False, text=text.rstrip())


def check_disk(outbox: Path) -> Finding:
    """The outbox's disk takes a write, has room, and is quick enough."""
    folder = outbox.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".otklik-check-") as file:
            began = perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took_ms = (perf_counter() - began) * 1000
        facts = os.statvfs(folder)
    except OSError as error:
        text = f"{folder} takes nothing ({error}). Free some space, or name another [outbox] path."
        return Finding(what="disk", ok=False, text=text)
    free_mb = facts.f_bavail * facts.f_frsize / 1_000_000
    text = f"{free_mb:.0f} MB free at {folder}, a write to the disk took {took_ms:.1f} ms"
    if free_mb < _DISK_FREE_MB:
        return Finding(what="disk", ok=None, text=f"{text}: free some space, it is nearly full")
    if took_ms > _SLOW_DISK_MS:
        return Finding(what="disk", ok=None, text=f"{text}: slow, thanks may come late")
    return Finding(what="disk", ok=True, text=text)


def check_clock(clock: Clock, *, otherwise: str) -> Finding:
    """The clock was set by a time server; `otherwise` says what follows when it was not."""
    if clock.now().synced:
        return Finding(what="clock", ok=True, text="set by a time server")
    return Finding(what="clock", ok=None, text=f"not set by a time server yet. {otherwise}")
