"""Runs jobs when they are due, each by one process at a time.

Who may run a job is decided in the store: a lease names the process and ends by itself. A job that
fails is told in the log, once for each kind of failure, and tried again.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Engine

from hub.errors import StoreUnavailableError
from hub.settings import HubSettings
from hub.store import leases
from hub.store.engine import writing
from hub.work.job import Context, Job
from wire.clock import Clock
from wire.link import Link
from wire.service import StopFlag

_log = logging.getLogger("otklik.work")

LEASE_SECONDS: Final = 120
"""A process that died is replaced after this long. `Context.alive` renews it."""
_ROUND_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 300
"""A job that failed is tried again after this long, or sooner where it comes round sooner."""


class WorkLoop:
    """Runs some jobs on the thread that calls `run`.

    Args:
        engine: a migrated store.
        settings: handed to the jobs.
        clock: time.
        jobs: what is to be done.
        holder: this process by a name that no other has.
        link: the way to the broker, where the settings ask for one.
    """

    def __init__(
        self,
        engine: Engine,
        settings: HubSettings,
        clock: Clock,
        jobs: Sequence[Job],
        *,
        holder: str,
        link: Link | None = None,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._jobs = list(jobs)
        self._holder = holder
        self._link = link
        self._looked_at: dict[str, int] = {}
        self._failures: dict[str, str] = {}

    def run(self, stop: StopFlag, beat: Callable[[], None]) -> None:
        """Do what is due until `stop`. `beat` is called at least once a round."""
        while not stop.is_set():
            self.round(stop, beat)
            stop.wait(_ROUND_SECONDS)

    def round(self, stop: StopFlag, beat: Callable[[], None]) -> int:
        """Do what is due now; returns how many jobs were run."""
        beat()
        done = 0
        for job in self._jobs:
            if stop.is_set():
                break
            if not self._worth_asking(job):
                continue
            done += self._try(job, beat)
            beat()
        return done

    def _worth_asking(self, job: Job) -> bool:
        """Asking is a write, and most jobs are not due in most seconds."""
        seen_ms = self._looked_at.get(job.name)
        wait_ms = min(1000 * job.every_seconds, 1000 * LEASE_SECONDS)
        return seen_ms is None or self._clock.boot_ms() - seen_ms >= wait_ms

    def _try(self, job: Job, beat: Callable[[], None]) -> int:
        try:
            lease = self._lease(job)
            with writing(self._engine) as conn:
                taken = leases.take(conn, lease, every_ms=1000 * job.every_seconds)
            # Afterwards: a store that was away is asked again in the next round.
            self._looked_at[job.name] = self._clock.boot_ms()
            if not taken:
                return 0
            failure = self._run(job, lease.now_ms, beat)
            wait_seconds = min(job.every_seconds, _AGAIN_SECONDS) if failure else job.every_seconds
            due_ms = lease.now_ms + 1000 * wait_seconds
            with writing(self._engine) as conn:
                leases.give_back(conn, self._lease(job), due_ms=due_ms, failure=failure)
        except StoreUnavailableError as error:
            self._tell(job, str(error))
            return 0
        return 1

    def _run(self, job: Job, now_ms: int, beat: Callable[[], None]) -> str:
        """Run a job; returns what went wrong, or nothing."""

        def alive() -> None:
            beat()
            with writing(self._engine) as conn:
                leases.renew(conn, self._lease(job))

        context = Context(self._engine, self._settings, now_ms, alive, self._link)
        try:
            job.run(context)
        except Exception as error:  # noqa: BLE001 - one job's fault must not stop the others
            self._tell(job, f"{type(error).__name__}: {error}")
            return f"{type(error).__name__}: {error}"
        if self._failures.pop(job.name, None):
            _log.info("The job %s works again.", job.name)
        return ""

    def _lease(self, job: Job) -> leases.Lease:
        now_ms = round(self._clock.now().wall.timestamp() * 1000)
        return leases.Lease(job.name, self._holder, now_ms, 1000 * LEASE_SECONDS)

    def _tell(self, job: Job, failure: str) -> None:
        if self._failures.get(job.name) != failure:
            self._failures[job.name] = failure
            _log.exception("The job %s failed; it is tried again.", job.name)
