"""What other programs are told is the same on PostgreSQL."""

from sqlalchemy import Engine, text

from hub.api.freshness import Freshness
from hub.domain.periods import parse_period
from hub.figures import hours
from hub.figures.device_today import device_today
from hub.figures.selection import choose
from hub.live import Broadcaster
from hub.store.engine import reading, writing
from hub.web.health.metrics import Metrics
from tests.hub.ingest.building import START_MS
from tests.hub.store.test_postgresql import (  # noqa: F401 - fixtures
    address,
    empty,
    settings,
    store,
    two_shops,
)
from wire.clock import FakeClock


def test_hours_go_on_behind_a_row_as_on_sqlite(
    store: Engine,  # noqa: F811 - the fixture
    engine: Engine,
) -> None:
    answers = []
    for one in (store, engine):
        two_shops(one)
        with reading(one) as conn:
            period = parse_period("range", "2026-03-27", "2026-03-30")
            chosen = choose(conn, period=period, now_ms=START_MS)
            first = sorted(hours.press_rows(conn, chosen, None, 100), key=hours.press_key)
            rest = hours.press_rows(conn, chosen, hours.press_key(first[49]), 1000)
            lines = hours.footfall_rows(conn, chosen, None, 1000)
            answers.append((first, sorted(rest), sorted(lines), device_today(conn, chosen)))
        live = Broadcaster(one, lambda _view: b"", FakeClock(), max_streams=1)
        told = Metrics().text(one, live, 0).decode()
        assert 'otklik_devices{online="no",room="camera"} 2.0' in told
        freshness = Freshness(one)
        assert freshness.moment(0) == freshness.moment(0)
    assert answers[0] == answers[1]
    assert len(answers[0][0]) == 100
    assert len(answers[0][1]) == 2 * 72 - 50


def test_answers_go_on_when_the_server_was_started_anew(
    store: Engine,  # noqa: F811 - the fixture
) -> None:
    freshness = Freshness(store)
    freshness.note("question", freshness.moment(0), "tag")
    assert freshness.known("question", freshness.moment(0)) == "tag"
    with writing(store) as conn:  # what a restart comes to
        ended = conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        assert True in ended.scalars()
    again = freshness.moment(0)
    assert freshness.known("question", again) is None, "marks of two connections do not compare"
    assert freshness.moment(0) == again
