"""What `otklik-hub check` looks at: all that a hub needs, and the cure where it is missing."""

import os
from pathlib import Path

from sqlalchemy import Connection

from hub.errors import HubError, SendingError
from hub.ingest.worker import client_id
from hub.sending.mail import SmtpMailer
from hub.sending_settings import MailSettings
from hub.settings import HubSettings
from hub.store.audit_log import first_fault, size
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import pending
from hub.store.people import list_users
from hub.store.sites import list_sites
from hub.web.application import MIN_SECRET_LENGTH
from wire.checks import Finding, check_broker, check_clock
from wire.clock import Clock
from wire.errors import OtklikError
from wire.settings import read_secret, state_path

_NO_TIME = "If nothing else sets it, events of devices without a clock get wrong times."


def check_all(settings: HubSettings, clock: Clock) -> list[Finding]:
    """Look at everything. Changes nothing, and may run beside the services."""
    store = check_store(settings)
    findings = [
        store,
        check_secret(settings),
        check_broker(settings.broker, client_id(settings)),
        check_clock(clock, otherwise=_NO_TIME),
        check_mail(settings.mail),
        *check_orders(settings.devices.order_key_file),
    ]
    if store.ok:
        findings += check_contents(settings)
    return findings


def check_store(settings: HubSettings) -> Finding:
    """The store can be written, and its tables are of this version."""
    if not settings.store.url:
        path = state_path(settings.store.path)
        if not path.exists():
            return _check_folder(path)
    try:
        engine = make_engine(settings.store)
        try:
            with writing(engine):
                pass
            if pending(engine):
                text = "the tables are older than this program; the next start brings them up"
                return Finding(what="store", ok=None, text=text)
        finally:
            engine.dispose()
    except OtklikError as error:
        return Finding(what="store", ok=False, text=str(error))
    where = "the PostgreSQL server" if settings.store.url else state_path(settings.store.path)
    return Finding(what="store", ok=True, text=f"{where} takes writes, tables up to date")


def _check_folder(path: Path) -> Finding:
    folder = path.absolute().parent
    if not os.access(folder, os.W_OK | os.X_OK):
        text = f"{folder} is not there or not writable for us: make it, or name another store.path"
        return Finding(what="store", ok=False, text=text)
    text = f"{path} is made by the first start, or by `otklik-hub migrate`"
    return Finding(what="store", ok=None, text=text)


def check_secret(settings: HubSettings) -> Finding:
    """There is a secret to sign sessions with. Ingest alone needs none."""
    name = settings.web.secret_key_file
    cure = "openssl rand -hex 32 > secret_key && chmod 600 secret_key"
    if not name:
        text = f"the pages need web.secret_key_file: {cure}, and name it there"
        return Finding(what="secret", ok=False, text=text)
    try:
        secret = read_secret(name).reveal()
    except OtklikError as error:
        return Finding(what="secret", ok=False, text=f"{error} Make it: {cure}")
    if len(secret) < MIN_SECRET_LENGTH:
        text = f"{name} has fewer than {MIN_SECRET_LENGTH} characters. Make a new one: {cure}"
        return Finding(what="secret", ok=False, text=text)
    return Finding(what="secret", ok=True, text="there, and long enough")


def check_mail(settings: MailSettings) -> Finding:
    """The mail server lets us in; nothing is sent."""
    if not settings.host:
        text = "none is sent: alerts and reports need mail.host, mail.sender and a password"
        return Finding(what="mail", ok=None, text=text)
    try:
        SmtpMailer(settings).reach()
    except SendingError as error:
        return Finding(what="mail", ok=False, text=str(error))
    return Finding(what="mail", ok=True, text=f"{settings.host}:{settings.port} lets us in")


def check_orders(key_file: str) -> list[Finding]:
    """The key that signs orders to devices can be used. Empty where no orders are given."""
    if not key_file:
        return []
    # Signing needs a library that a hub without a key can do without.
    from wire.signing import public_key  # noqa: PLC0415

    try:
        told = public_key(read_secret(key_file).reveal())
    except OtklikError as error:
        return [Finding(what="orders", ok=False, text=str(error))]
    return [
        Finding(what="orders", ok=True, text=f'devices follow them with [orders] key = "{told}"')
    ]


def check_contents(settings: HubSettings) -> list[Finding]:
    """Somebody can sign in, and every shop was looked at by a person."""
    engine = make_engine(settings.store)
    try:
        with reading(engine) as conn:
            users, sites = list_users(conn), list_sites(conn)
            log = _check_log(conn)
    except HubError as error:
        return [Finding(what="contents", ok=False, text=str(error))]
    finally:
        engine.dispose()
    findings = [Finding(what="users", ok=True, text=f"{len(users)} can sign in")]
    if not users:
        text = "nobody can sign in yet: otklik-hub user add NAME"
        findings = [Finding(what="users", ok=None, text=text)]
    findings.append(log)
    guessed = [site.code for site in sites if not site.confirmed]
    if guessed:
        text = (
            f"made by a device that nobody announced: {', '.join(guessed)}. Look at name and time "
            "zone: otklik-hub site set CODE --name NAME --timezone ZONE"
        )
        findings.append(Finding(what="shops", ok=None, text=text))
    return findings


def _check_log(conn: Connection) -> Finding:
    """Nobody changed or removed an entry of the audit log. Reads all of it."""
    fault = first_fault(conn)
    if fault is None:
        text = f"{size(conn)} entries, none changed and none missing"
        return Finding(what="audit log", ok=True, text=text)
    text = (
        f"{fault}: somebody wrote to the database past Otklik. Compare with a backup to see what "
        "it said"
    )
    return Finding(what="audit log", ok=False, text=text)
