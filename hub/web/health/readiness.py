"""Which part of the hub does not do its work."""

import logging
from typing import Final, NamedTuple

from sqlalchemy import Engine

from hub.errors import StoreError, StoreUnavailableError
from hub.store.engine import reading
from hub.store.migrate import pending
from hub.store.signs import signs

_log = logging.getLogger("otklik.web")
SILENT_MS: Final = 60_000
"""Ingest signs each 15 s. One that was silent for so long stands still."""
OK: Final = "ok"


class Part(NamedTuple):
    """A part of the hub, and `ok` or what is wrong with it."""

    name: str
    state: str


def parts(engine: Engine, now_ms: int) -> list[Part]:
    """The store, its tables and ingest; what hangs on a part that is away is not looked at."""
    try:
        if pending(engine):
            cure = "older than this program: `otklik-hub migrate`"
            return [Part("store", OK), Part("tables", cure)]
        return [Part("store", OK), Part("tables", OK), Part("ingest", _ingest(engine, now_ms))]
    except StoreUnavailableError as error:
        _log.error("%s", error)  # it may name a path, and strangers may ask
        return [Part("store", "cannot be read: the journal says why")]
    except StoreError as error:
        return [Part("store", OK), Part("tables", str(error))]


def _ingest(engine: Engine, now_ms: int) -> str:
    with reading(engine) as conn:
        found = signs(conn)
    if not found:
        return "never ran: start `otklik-hub ingest`, or `otklik-hub run`"
    alive = [one for one in found if now_ms - one.at_ms < SILENT_MS]
    if not alive:
        return f"silent for {(now_ms - found[0].at_ms) // 1000} s: is `otklik-hub ingest` running?"
    return OK if any(one.connected for one in alive) else "has no connection to the broker"
