"""The work loops of one process: for what is quick, what takes its time, what waits for others."""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy import Engine

from hub.companion import Companion
from hub.settings import HubSettings
from hub.work.job import Job
from hub.work.link import open_link
from hub.work.loop import WorkLoop
from wire.clock import Clock
from wire.link import Link
from wire.service import Heartbeats, StopFlag

LIMIT_SECONDS: Final = 300
"""A job may be silent for as long as it takes to send a mail through a server that hangs."""


class Staff(NamedTuple):
    """What the loops of a process share."""

    engine: Engine
    settings: HubSettings
    clock: Clock
    stop: StopFlag
    beats: Heartbeats


LinkOpener = Callable[[HubSettings], Link | None]


@contextmanager
def beside(
    staff: Staff, jobs: Sequence[Job], open_it: LinkOpener = open_link
) -> Iterator[Callable[[], None]]:
    """Run all but the quick jobs while the block lasts; gives the loop of those, to be run there.

    Args:
        staff: of this process.
        jobs: all of them.
        open_it: the way to the broker, where the settings ask for one.
    """
    link = open_it(staff.settings)
    if link is not None:
        link.start()
    try:
        quick = [job for job in jobs if not (job.slow or job.waits)]
        slow = _loop(staff, [job for job in jobs if job.slow], "slow-work", link)
        waiting = _loop(staff, [job for job in jobs if job.waits], "sending", link)
        with (
            Companion(slow, staff.stop, name="otklik-slow-work"),
            Companion(waiting, staff.stop, name="otklik-sending"),
        ):
            yield _loop(staff, quick, "work", link)
    finally:
        if link is not None:
            link.stop()


def _loop(staff: Staff, jobs: Sequence[Job], name: str, link: Link | None) -> Callable[[], None]:
    # A process that was started anew is another one: its old leases are not its own.
    holder = f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    loop = WorkLoop(staff.engine, staff.settings, staff.clock, jobs, holder=holder, link=link)
    beat = staff.beats.register(name, LIMIT_SECONDS)
    return lambda: loop.run(staff.stop, beat)
