"""`otklik-hub enrol`: the one process that holds the authority's key."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine

from hub.domain.lengths import DAY_MS
from hub.errors import HubError, IdentityError, StoreUnavailableError
from hub.identity.authority_files import open_authority
from hub.identity.broker_files import keep_in_step
from hub.identity.desk import Desk
from hub.identity.endpoint import Door, tls_context
from hub.identity.x509 import Authority
from hub.settings import HubSettings
from hub.store.migrate import open_store
from wire.clock import Clock
from wire.errors import SettingsError
from wire.safe_file import put_file
from wire.service import Heartbeats, Notifier, StopFlag
from wire.settings import read_secret

_log = logging.getLogger("otklik.identity")
_ROUND_SECONDS: Final = 0.5
_STEP_MS: Final = 2_000
"""How often the broker's files are compared with the store: a revocation takes effect so soon."""
_LOOP_LIMIT_SECONDS: Final = 25
_DOOR_DAYS: Final = 365
"""The door's certificate is made at each start, and after half of this again."""


class DoorError(HubError, OSError):
    """The address for devices cannot be listened on."""


def run_enrol(settings: HubSettings, *, clock: Clock, stop: StopFlag, notifier: Notifier) -> None:
    """Give certificates, and keep the broker's files in step, until `stop`.

    Raises:
        SettingsError: `ca.names` is empty.
        IdentityError: there is no authority, or its passphrase is wrong.
        SecretError, StoreError, DoorError: what is needed cannot be read, opened or listened on.
    """
    if not settings.ca.names:
        cure = "`ca.names` is empty: write the names under which devices reach this hub"
        raise SettingsError("settings", [cure])
    authority = open_authority(settings.ca, read_secret(settings.ca.passphrase_file))
    engine = open_store(settings.store)
    beat = Heartbeats(clock, notifier).register("enrol", _LOOP_LIMIT_SECONDS)
    try:
        keep_in_step(engine, settings, authority, clock)
        while not stop.is_set():
            with make_door(engine, settings, authority, clock) as door:
                _log.info("Devices get certificates on port %d.", door.server_port)
                notifier.ready("certificates for devices")
                _serve(door, engine, settings, authority, clock=clock, stop=stop, beat=beat)
        notifier.stopping()
    finally:
        engine.dispose()


def make_door(engine: Engine, settings: HubSettings, authority: Authority, clock: Clock) -> Door:
    """A door that listens, with a new certificate of its own.

    Raises:
        DoorError: another program listens there.
    """
    ca = settings.ca
    expires = clock.now().wall + timedelta(days=_DOOR_DAYS)
    key, made = authority.make_server(ca.names, expires)
    with TemporaryDirectory() as folder:  # the TLS library reads files only
        own, issuer = Path(folder, "door.pem"), Path(folder, "ca.crt")
        put_file(own, key + made.pem.encode(), 0o600)
        put_file(issuer, authority.certificate, 0o600)
        context = tls_context(str(own), str(issuer))
    desk = Desk(engine, authority, days=ca.device_days, clock=clock)
    try:
        door = Door(desk, context, ca.host, ca.port, now=lambda: clock.boot_ms() / 1000)
    except OSError as error:
        raise DoorError(
            f"Cannot listen on {ca.host} port {ca.port} ({error.strerror or error}): end the other "
            "program, or change `ca.host` or `ca.port`."
        ) from error
    door.timeout = _ROUND_SECONDS
    return door


def _serve(
    door: Door,
    engine: Engine,
    settings: HubSettings,
    authority: Authority,
    *,
    clock: Clock,
    stop: StopFlag,
    beat: Callable[[], None],
) -> None:
    """Until `stop`, or until the door's certificate is in the second half of its life."""
    began_ms = stepped_ms = clock.boot_ms()
    well = True
    while not stop.is_set() and clock.boot_ms() - began_ms < _DOOR_DAYS * DAY_MS // 2:
        door.handle_request()
        door.service_actions()
        if clock.boot_ms() - stepped_ms >= _STEP_MS:
            stepped_ms = clock.boot_ms()
            well = _step(engine, settings, authority, clock, was_well=well)
        beat()


def _step(
    engine: Engine, settings: HubSettings, authority: Authority, clock: Clock, *, was_well: bool
) -> bool:
    """Whether the broker's files are in step. A trouble that lasts is logged once."""
    try:
        for name in keep_in_step(engine, settings, authority, clock):
            _log.info("The broker's %s was written anew.", name)
    except (StoreUnavailableError, IdentityError) as error:
        if was_well:
            _log.error("The broker's files are not in step: %s", error)
        return False
    return True
