"""Figures for Prometheus: the only importer of prometheus-client. A registry for each application.

What the store knows is read when it is asked for; how long pages take is kept in this process.
"""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine

from hub.figures.device_words import total_backlog
from hub.live import Broadcaster
from hub.store import counts
from hub.store.device_queries import set_aside_counts
from hub.store.engine import reading, store_bytes
from hub.store.leases import job_states
from hub.store.outgoing import waiting
from hub.store.signs import signs

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """All figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._pages = Histogram(
            "otklik_page_seconds",
            "How long answers took, by view and class of status.",
            ("view", "status"),
            buckets=_BUCKETS,
            registry=self._registry,
        )

    def note_page(self, view: str, status: int, seconds: float) -> None:
        """An answer was given; `view` is the name of one of ours, never what somebody asked for."""
        self._pages.labels(view, f"{status // 100}xx").observe(seconds)

    def text(self, engine: Engine, live: Broadcaster, now_ms: int) -> bytes:
        """All figures as of now.

        Raises:
            StoreUnavailableError: the store cannot be read.
        """
        with reading(engine) as conn:
            told = [*_of_devices(conn), *_of_ingest(conn), *_of_work(conn, now_ms)]
        told.append(_gauge("otklik_live_streams", "Open live pages.", live.streams))
        momentary = CollectorRegistry()
        momentary.register(_Told(told))
        return generate_latest(self._registry) + generate_latest(momentary)


class _Told(Collector):
    """Figures that were read already."""

    def __init__(self, told: list[Metric]) -> None:
        self._told = told

    def collect(self) -> Iterator[Metric]:
        yield from self._told


def _of_devices(conn: Connection) -> Iterator[Metric]:
    devices = GaugeMetricFamily(
        "otklik_devices",
        "Devices by kind, and whether they are connected.",
        labels=["room", "online"],
    )
    for room, online, number in counts.device_counts(conn):
        devices.add_metric([room or "unknown", "yes" if online else "no"], number)
    yield devices
    text = "Events that wait on devices, as they last said."
    yield _gauge("otklik_backlog_events", text, total_backlog(conn))


def _of_ingest(conn: Connection) -> Iterator[Metric]:
    text = "Events stored, set aside or declared lost."
    yield CounterMetricFamily("otklik_events", text, value=counts.events_taken(conn))
    text = "Events that were gone from their devices before they came."
    yield CounterMetricFamily("otklik_events_lost", text, value=counts.events_lost(conn))
    aside = CounterMetricFamily(
        "otklik_quarantined", "Messages that could not be read, by reason.", labels=["reason"]
    )
    for reason, number in set_aside_counts(conn).items():
        aside.add_metric([reason], number)
    yield aside
    sign = GaugeMetricFamily(
        "otklik_ingest_sign_timestamp_seconds",
        "When each ingest worker last gave a sign of life.",
        labels=["worker", "connected"],
    )
    for one in signs(conn):
        sign.add_metric([one.worker, "yes" if one.connected else "no"], one.at_ms / 1000)
    yield sign
    yield _gauge("otklik_store_bytes", "Size of the store.", store_bytes(conn))


def _of_work(conn: Connection, now_ms: int) -> Iterator[Metric]:
    done = GaugeMetricFamily(
        "otklik_job_done_timestamp_seconds", "When each job last ended well.", labels=["job"]
    )
    failures = GaugeMetricFamily(
        "otklik_job_failures", "Failures of each job since it last ended well.", labels=["job"]
    )
    for job in job_states(conn):
        failures.add_metric([job.job], job.failures)
        if job.done_ms is not None:
            done.add_metric([job.job], job.done_ms / 1000)
    yield from (done, failures)
    sending = waiting(conn, now_ms)
    yield _gauge(
        "otklik_sending_failing", "Messages that failed and are tried again.", sending.waiting
    )
    text = "Messages that were given up within a week."
    yield _gauge("otklik_sending_given_up", text, sending.given_up)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)
