"""What `otklik-hub doctor` looks at: whether a hub that runs is well, and what to do if not.

`check` asks whether everything needed is here; this asks what has become of it.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from hub.domain.lengths import DAY_MS
from hub.identity.broker_files import out_of_step
from hub.settings import HubSettings
from hub.store import audit_log
from hub.store.care import health
from hub.store.device_queries import device_counters, device_states, set_aside_since
from hub.store.engine import reading
from hub.store.leases import job_states
from hub.store.signs import signs
from hub.store.sites import list_sites
from wire.checks import Finding
from wire.settings import state_path

_INGEST_LATE_MS: Final = 5 * 60_000
_BACKUP_LATE_MS: Final = 2 * DAY_MS
_LONG_LOG_BYTES: Final = 500_000_000


def examine(
    engine: Engine, settings: HubSettings, now_ms: int, chance: random.Random, *, days: int
) -> list[Finding]:
    """Look at everything; changes nothing, and may run beside the services.

    Args:
        engine: the store.
        settings: of this hub.
        now_ms: this instant.
        chance: which days are counted anew.
        days: how many days of single kiosks to count anew.
    """
    findings = list(_file(engine, settings))
    with reading(engine) as conn:
        findings += [_sums(conn, chance, days), _audit_log(conn)]
        findings += [_ingest(conn, now_ms), _devices(conn), _unreadable(conn, now_ms)]
        findings += _jobs(conn)
        findings += _certificates(conn, settings, now_ms)
    findings += _backups(settings, now_ms)
    return findings


def _file(engine: Engine, settings: HubSettings) -> Iterator[Finding]:
    wrong = health.integrity(engine)
    if wrong is None:
        return
    text = "the file is whole"
    if wrong:
        text = f"the file is damaged ({wrong[0]}): stop the hub and restore a backup"
    yield Finding(what="store", ok=not wrong, text=text)
    log = health.log_size(engine) or 0
    if log > _LONG_LOG_BYTES:
        text = (
            f"its write-ahead log has {log / 1e6:.0f} MB: some program reads without end; restart "
            "the pages"
        )
        yield Finding(what="store", ok=None, text=text)
    path = state_path(settings.store.path)
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    room = f"{free / 1e9:.1f} GB free, the store has {size / 1e9:.2f} GB"
    if free < size / 10 or free < 200_000_000:
        cure = "make room, or set retention.press_months; a full disk stops ingest"
        yield Finding(what="disk", ok=False, text=f"{room}: {cure}")
    else:
        yield Finding(what="disk", ok=True, text=room)


def _sums(conn: Connection, chance: random.Random, days: int) -> Finding:
    found = health.recount(conn, chance, days=days)
    if not found.wrong:
        text = f"{found.days} days counted anew from single presses: all as on the pages"
        return Finding(what="sums", ok=True, text=text)
    shown = ", ".join(f"{one.site}/{one.device} {one.day}" for one in found.wrong[:3])
    text = (
        f"{len(found.wrong)} of {found.days} days differ from their presses ({shown}): please "
        "report it; setting a shop's time zone to another one and back counts it anew"
    )
    return Finding(what="sums", ok=False, text=text)


def _audit_log(conn: Connection) -> Finding:
    fault = audit_log.first_fault(conn)
    text = fault or f"{audit_log.size(conn)} entries, none changed and none missing"
    return Finding(what="audit log", ok=fault is None, text=text)


def _ingest(conn: Connection, now_ms: int) -> Finding:
    newest = next(iter(signs(conn)), None)
    if newest is None:
        text = "no worker was ever here: start otklik-hub run, or ingest"
        return Finding(what="ingest", ok=None, text=text)
    if now_ms - newest.at_ms > _INGEST_LATE_MS:
        minutes = (now_ms - newest.at_ms) // 60_000
        text = f"no sign of life for {minutes} minutes: is otklik-hub ingest (or run) up?"
        return Finding(what="ingest", ok=False, text=text)
    if not newest.connected:
        text = f"{newest.worker} has no broker: events wait on the devices"
        return Finding(what="ingest", ok=False, text=text)
    return Finding(what="ingest", ok=True, text=f"{newest.worker} is at work")


def _devices(conn: Connection) -> Finding:
    shops = [site.id for site in list_sites(conn)]
    states = device_states(conn, shops)
    counters = device_counters(conn, shops)
    differ = [one.name for one in states if any(c.difference for c in counters.get(one.id, []))]
    lost = sum(c.lost for found in counters.values() for c in found)
    real = [one.online for one in states if not one.sample]
    text = f"{sum(real)} of {len(real)} online"
    if differ:
        text += f"; counters differ: {', '.join(differ[:5])} (see the Devices page)"
    if lost:
        text += f"; {lost} events were lost on devices before they came"
    return Finding(what="devices", ok=False if differ else None if lost else True, text=text)


def _unreadable(conn: Connection, now_ms: int) -> Finding:
    count = set_aside_since(conn, now_ms - DAY_MS)
    if not count:
        return Finding(what="messages", ok=True, text="all of the last day were read")
    text = f"{count} of the last day could not be read: the Devices page shows them"
    return Finding(what="messages", ok=None, text=text)


def _jobs(conn: Connection) -> Iterator[Finding]:
    states = job_states(conn)
    failing = [one for one in states if one.failures]
    for one in failing:
        text = f"{one.job} failed {one.failures} times in a row ({one.failure})"
        yield Finding(what="work", ok=False, text=text)
    if states and not failing:
        yield Finding(what="work", ok=True, text=f"{len(states)} jobs come round well")


def _certificates(conn: Connection, settings: HubSettings, now_ms: int) -> Iterator[Finding]:
    wrong = out_of_step(conn, settings, now_ms)
    if wrong is None:
        return
    text = "the broker goes by those that are good now"
    if wrong:
        text = (
            f"the broker's lists in {settings.ca.broker_folder} are not those of now: is "
            "otklik-hub enrol up, and may this user read them?"
        )
    yield Finding(what="certificates", ok=not wrong, text=text)


def _backups(settings: HubSettings, now_ms: int) -> Iterator[Finding]:
    folder = settings.backup.folder
    if not folder:
        text = "none are made by this hub: name a folder in backup.folder"
        yield Finding(what="backups", ok=None, text=text)
        return
    newest = max((path.stat().st_mtime for path in Path(folder).glob("otklik-*.backup")), default=0)
    if now_ms - newest * 1000 > _BACKUP_LATE_MS:
        text = f"the newest in {folder} is older than two days: is otklik-hub run (or work) up?"
        yield Finding(what="backups", ok=False, text=text)
    else:
        yield Finding(what="backups", ok=True, text=f"the newest in {folder} is of these two days")
