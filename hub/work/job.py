"""A piece of work that comes round at intervals, and what it is given."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from hub.settings import HubSettings
from wire.link import Link


@dataclass(frozen=True, slots=True)
class Context:
    """What a job may use."""

    engine: Engine
    settings: HubSettings
    now_ms: int
    """When this run began, in milliseconds since 1970."""
    alive: Callable[[], None]
    """To be called between two steps of a long job: feeds the watchdog and keeps the lease."""
    link: Link | None = None
    """The way to the broker. None: nothing in the settings asks for one."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be done every so often, by one process at a time.

    It may be run twice all the same: a process that dies in the middle leaves its work undone, and
    another begins it anew when the lease is over. So a job writes what it did together with what
    follows from it, in one transaction.
    """

    name: str
    """Unique, and for good: the store remembers by it when the job is due."""
    every_seconds: int
    run: Callable[[Context], None]
    slow: bool = False
    """It may take longer than a second: runs on another thread, so that alerts do not wait."""
    waits: bool = False
    """It waits for servers of others: a third thread, so that neither alerts nor reports wait."""
