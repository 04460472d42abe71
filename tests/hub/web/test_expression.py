"""Figures of expressions against the raw windows: whole groups, one method, nothing finer."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.expression import Expression, expression
from hub.figures.expression_series import Series, Shares
from hub.figures.selection import choose
from hub.store.engine import reading
from tests.hub.web.books import NOW, Books, ms
from tests.hub.web.expression_books import Faces, Row, recount

NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@pytest.fixture
def faces(books: Books) -> Faces:
    return Faces(books)


def figures(
    engine: Engine, first: str = "2026-02-01", last: str = "2026-03-03", **asked: str
) -> Expression:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        site = asked.pop("site", "")
        chosen = choose(conn, period=period, now_ms=NOW_MS, site_code=site)
        return expression(conn, chosen, **asked)


def day_of(at_ms: int, zone: str) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def assert_is(found: Shares | None, rows: list[Row]) -> None:
    """The shares are those of exactly these windows."""
    if not rows:
        assert found is None
        return
    assert found is not None
    assert found.visitors == sum(row.visitors for row in rows)
    assert found.unseen == sum(row.unseen for row in rows)
    assert found.unseen_share == found.unseen / (found.unseen + found.visitors)
    shares, errors = recount(rows)
    measured = (found.negative, found.neutral, found.positive)
    assert sum(one.value for one in measured) == pytest.approx(1)
    if shares.min() >= 0:
        assert [one.value for one in measured] == pytest.approx(shares, abs=1e-6)
    for one, share, error in zip(measured, shares, errors, strict=True):
        assert one.low is not None
        assert one.high is not None
        # Around the unclipped share, and around the one shown where that is another.
        around = sorted([float(share), one.value])
        assert one.low == pytest.approx(min(1.0, max(0.0, around[0] - 1.959964 * error)), abs=1e-6)
        assert one.high == pytest.approx(min(1.0, max(0.0, around[1] + 1.959964 * error)), abs=1e-6)


group = st.fixed_dictionaries(
    {
        "hours": st.integers(0, 24 * 12),
        "seconds": st.sampled_from([900, 3600, 30_000, 90_000]),
        "visitors": st.integers(5, 60),
        "unseen": st.integers(0, 20),
        "zone": st.sampled_from(["new", "exit", None]),
        "camera": st.integers(0, 1),
        "shares": st.tuples(st.floats(-0.2, 0.7), st.floats(-0.2, 0.7)),
    }
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(groups=st.lists(group, min_size=1, max_size=25), changed=st.integers(0, 11))
def test_every_figure_is_what_the_raw_windows_say(
    engine: Engine, books: Books, groups: list[dict[str, Any]], changed: int
) -> None:
    """Over the night in spring that has an hour less, in a zone that is not UTC."""
    zone = "Europe/Riga"
    code = f"s{books._next()}"
    site = books.site(code, "A", zone)
    cameras = [books.device(site, f"{code}-{n}", "camera") for n in range(2)]
    faces = Faces(books)
    start = ms("2026-03-23T00:00:00", zone)
    for one in groups:
        told = {name: one[name] for name in ("seconds", "visitors", "unseen", "zone")}
        faces.tell(cameras[one["camera"]], start + one["hours"] * HOUR_MS, one["shares"], **told)
    day = (datetime(2026, 3, 23, tzinfo=UTC) + timedelta(days=changed)).date().isoformat()
    shown = ("2026-03-24", "2026-04-03")
    rows = [row for row in faces.rows if shown[0] <= day_of(row.at_ms, zone) <= shown[1]]
    found = figures(engine, *shown, site=code, changed=day)
    if not rows:
        assert not found.series
        return
    [series] = found.series
    assert_is(series.total, rows)
    for one_day in series.days:
        assert_is(one_day.shares, [row for row in rows if day_of(row.at_ms, zone) == one_day.day])
    assert {one.zone for one in series.zones} == {row.zone for row in rows}
    for one_zone in series.zones:
        assert_is(one_zone.shares, [row for row in rows if row.zone == one_zone.zone])
    assert series.change is not None
    ends = {row.seq: day_of(row.at_ms + row.seconds * 1000 - 1, zone) for row in rows}
    after = [row for row in rows if day_of(row.at_ms, zone) >= day]
    before = [row for row in rows if ends[row.seq] < day]
    assert_is(series.change.before, before)
    assert_is(series.change.after, after)
    others = [row for row in rows if row not in after and row not in before]
    assert series.change.across == sum(row.visitors for row in others)
    # Nothing is told of fewer than k: every figure is of whole groups.
    assert all(one.visitors >= 5 for one in every_share(found))


def every_share(value: Any) -> Iterator[Shares]:
    """All shares that are somewhere in the figures."""
    if isinstance(value, Shares):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from every_share(getattr(value, one.name))
    elif isinstance(value, list):
        for one in value:
            yield from every_share(one)


def test_one_zone_is_looked_at_by_itself(engine: Engine, books: Books, faces: Faces) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    for n, zone in enumerate(["new", "exit", "new", None]):
        faces.tell(camera, NOW_MS - n * DAY_MS, zone=zone)
    found = figures(engine, zone="new", changed="2026-03-02")
    [series] = found.series
    own = [row for row in faces.rows if row.zone == "new"]
    assert_is(series.total, own)
    assert [one.day for one in series.days if one.shares] == ["2026-03-01", "2026-03-03"]
    assert series.change is not None
    assert (series.change.before_days, series.change.after_days) == (1, 1)
    assert len(series.zones) == 3
    assert found.zone_names == ["exit", "new"]


def test_what_was_measured_in_different_ways_is_never_added_up(
    engine: Engine, books: Books, faces: Faces
) -> None:
    site = books.site("a", "A", "UTC")
    cameras = [books.device(site, f"c{n}", "camera") for n in range(4)]
    ways: list[dict[str, Any]] = [
        {},
        {"calibration": "c" * 32, "visitors": 50},
        {"corrected": False, "visitors": 500},
        {"corrected": False, "network": "other", "visitors": 400},
    ]
    for camera, way in zip(cameras, ways, strict=True):
        faces.tell(camera, NOW_MS, (0.5, 0.1), **way)
    found = figures(engine).series
    assert [(one.corrected, one.total.visitors) for one in found] == [
        *((True, 50), (True, 10)),
        *((False, 500), (False, 400)),
    ]
    for one in found:
        assert (one.total.positive.low is None) is not one.corrected
        assert sum(zone.shares.visitors for zone in one.zones) == one.total.visitors


def test_a_day_is_on_off_without_visitors_or_not_over(
    engine: Engine, books: Books, faces: Faces
) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    for day in ("2026-02-26", "2026-02-27", "2026-02-28", "2026-03-02", "2026-03-03"):
        books.window(camera, [(ms(f"{day}T10:00:00"), 9, 8)])
    books.window(camera, [(ms("2026-03-01T12:00:00"), 0, 0)])
    faces.tell(camera, ms("2026-02-26T20:00:00"), seconds=50_000)
    found = figures(engine, "2026-02-26", "2026-03-03")
    assert [one.state for one in found.series[0].days] == [
        "on",
        "on",  # by the group that began the evening before
        "off",
        "nobody",
        "off",
        "pending",  # it is noon: the first group may still be on its way
    ]
    assert found.off_days == 2


def test_shops_of_several_zones_have_days_of_their_own(
    engine: Engine, books: Books, faces: Faces
) -> None:
    for code, zone in (("a", "Pacific/Auckland"), ("b", "America/Los_Angeles")):
        camera = books.device(books.site(code, code, zone), code, "camera")
        faces.tell(camera, ms("2026-03-01T23:30:00", zone))
    [series] = figures(engine).series
    assert [one.day for one in series.days if one.shares] == ["2026-03-01"]
    assert series.total.visitors == 20


def spans(faces: Faces, camera: Any, before: float, after: float) -> None:
    """28 days, changed on 17 February."""
    for n in range(28):
        at_ms = ms("2026-02-03T12:00:00") + n * DAY_MS
        # Days differ a little, as they do.
        positive = (before if n < 14 else after) + 0.02 * (n % 3 - 1)
        faces.tell(camera, at_ms, (0.2, positive), visitors=150)


@pytest.mark.parametrize(
    ("after", "asked", "verdict"),
    [
        (0.45, "2026-02-17", "clear"),
        (0.27, "2026-02-17", "noise"),
        (0.45, "2026-02-05", "few_days"),
        (0.45, "2026-01-01", "few_days"),
    ],
)
def test_a_change_is_called_so_when_it_is_more_than_noise(
    engine: Engine, books: Books, faces: Faces, after: float, asked: str, verdict: str
) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    spans(faces, camera, 0.25, after)
    change = figures(engine, changed=asked).series[0].change
    assert change is not None
    assert change.verdict == verdict
    if verdict == "clear":
        assert change.positive is not None
        assert change.positive.value == pytest.approx(0.20, abs=0.01)
        assert change.neutral is not None
        assert change.neutral.value == pytest.approx(-0.20, abs=0.01)


def test_uncorrected_shares_are_not_compared(engine: Engine, books: Books, faces: Faces) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "c", "camera")
    for n in range(10):
        faces.tell(camera, NOW_MS - n * DAY_MS, (0.0, n / 10), corrected=False)
    change = figures(engine, changed="2026-02-27").series[0].change
    assert change is not None
    assert change.verdict == "uncorrected"
    assert change.positive is None


def test_nothing_is_told_by_hour_camera_till_shift_or_person() -> None:
    """Nor could it be: there is no field for it, on the page or in the API."""
    names = set(_names(Series)) | {one.name for one in fields(Expression)}
    assert names & {"site", "zone", "day"}
    for word in ("hour", "camera", "device", "kiosk", "shift", "employee", "staff", "_ms", "seq"):
        assert not [name for name in names if word in name], word


def _names(kind: Any) -> Iterator[str]:
    if is_dataclass(kind):
        for name, own in get_type_hints(kind).items():
            yield name
            for part in (own, *get_args(own)):
                yield from _names(part)
