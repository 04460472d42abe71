"""Visits to zones and waits in line against single visits, which the hub never sees."""

import csv
import io
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from hub.domain.dwell import Between
from hub.domain.periods import parse_period
from hub.figures.selection import choose
from hub.figures.zones import Zones, zones
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms

NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000


def figures(engine: Engine, first: str, last: str) -> Zones:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return zones(conn, choose(conn, period=period, now_ms=NOW_MS))


lengths = st.lists(st.floats(0.5, 2500), max_size=8)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(windows=st.lists(lengths, min_size=1, max_size=12))
def test_every_figure_of_a_zone_is_what_its_single_visits_say(
    engine: Engine, books: Books, windows: list[list[float]]
) -> None:
    site = books.site(f"s{books._next()}", "A", "Asia/Kolkata")
    camera = books.device(site, f"c{site}", "camera")
    start = ms("2026-03-01T22:00:00", "Asia/Kolkata")
    told = [(start + n * HOUR_MS // 3, stays) for n, stays in enumerate(windows)]
    books.zone(camera, told, most=3, staff_visits=1)
    found = figures(engine, "2026-03-01", "2026-03-02")
    [one] = [figure for figure in found.areas if figure.camera == f"c{site}"]
    visits = sorted(length for stays in windows for length in stays)
    assert (one.stay.visits, one.stay.staff_visits) == (len(visits), len(windows))
    assert one.stay.counted_minutes == len(windows)
    assert one.stay.too_few is (len(visits) < 20)
    assert one.stay.mean_people is not None
    assert abs(one.stay.mean_people - sum(visits) / (60 * len(windows))) < 0.001
    if not visits:
        assert (one.stay.mean_seconds, one.stay.median, one.stay.longest_tenth) == (None,) * 3
        return
    assert one.stay.mean_seconds is not None
    assert abs(one.stay.mean_seconds - sum(visits) / len(visits)) < 0.02
    for percent, span in ((50, one.stay.median), (90, one.stay.longest_tenth)):
        length = visits[ceil(percent * len(visits) / 100) - 1]
        assert span is not None
        assert span.low_seconds < length
        assert span.high_seconds is None or length <= span.high_seconds


def test_queues_are_shown_by_hour_and_apart_from_areas(engine: Engine, books: Books) -> None:
    zone = "Europe/Warsaw"
    camera = books.device(books.site("a", "A", zone), "c", "camera")
    noon = ms("2026-03-02T12:00:00", zone)
    books.zone(camera, [(noon, [30.0])], zone="shelf")
    waits = [(noon, [40.0, 80.0]), (noon + HOUR_MS, []), (noon + HOUR_MS + 60_000, [300.0] * 3)]
    books.zone(camera, waits, zone="till", kind="queue", most=4)
    books.zone(camera, [(noon + 24 * HOUR_MS, [60.0])], zone="till", kind="queue", most=2)
    found = figures(engine, "2026-03-02", "2026-03-03")
    assert [one.zone for one in found.areas] == ["shelf"]
    assert [one.zone for one in found.queues] == ["till"]
    assert sum(one.visits for one in found.dwell) == 1
    by_hour = {one.hour: one.stay for one in found.queue_hours}
    local = {datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%H:00") for at, _ in waits}
    assert set(by_hour) == local
    assert (by_hour["12:00"].visits, by_hour["12:00"].mean_seconds) == (3, 60.0)
    assert (by_hour["13:00"].mean_people, by_hour["13:00"].most) == (7.5, 4)
    assert by_hour["13:00"].median == Between(120, 300)


def test_a_zone_that_became_a_queue_is_in_both(engine: Engine, books: Books) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    books.zone(camera, [(NOW_MS, [10.0])], zone="till")
    books.zone(camera, [(NOW_MS + 60_000, [20.0, 20.0])], zone="till", kind="queue")
    found = figures(engine, "2026-03-03", "2026-03-03")
    assert [one.stay.visits for one in found.areas] == [1]
    assert [one.stay.visits for one in found.queues] == [2]


def test_the_page_shows_zones_of_a_camera_without_lines(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    books.zone(camera, [(NOW_MS - 60_000, [8.0] * 15 + [45.0] * 10)], most=3, staff_visits=2)
    books.zone(camera, [(NOW_MS - 60_000, [70.0])], zone="till", kind="queue")
    text = anna.text("/footfall?period=today")
    assert "A c new 25 23 s 5 to 15 s 30 to 60 s 9.5 3 2 0.0" in text
    few = "1 min 10 s , too few to judge"
    assert f"A c till 1 {few} 1 to 2 min , too few to judge" in text


def test_downloads_hold_seconds(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    books.zone(camera, [(NOW_MS - 60_000, [8.0] * 4), (NOW_MS, [])])
    books.zone(camera, [(NOW_MS, [])], zone="till", kind="queue")
    text = anna.get("/footfall/areas.csv?period=today").text.removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Mean (s)"], row["Half up to (over s)"], row["Half up to (up to s)"]) == (
        *("8.0", "5", "15"),
    )
    text = anna.get("/footfall/queues.csv?period=today").text.removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Mean (s)"], row["90% up to (over s)"], row["Most"]) == ("", "", "1")
    for table in ("dwell", "queue_hours"):
        assert anna.get(f"/footfall/{table}.csv?period=today").status_code == 200
