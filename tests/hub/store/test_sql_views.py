"""What people get who ask the store in SQL, against what was written down."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select, text

from hub.settings import StoreSettings
from hub.store import sql_views
from hub.store.clocks import stale_clocks, write_clocks
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import migrate
from tests.hub.web.books import Books, ms, status

NOW = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)
NOW_MS = round(NOW.timestamp() * 1000)


def ask(engine: Engine, query: str) -> list[dict[str, Any]]:
    with reading(engine) as conn:
        return [dict(row._mapping) for row in conn.execute(text(query))]


def fill(engine: Engine) -> Books:
    """A shop in Warsaw over the night when its clocks go forward."""
    books = Books(engine)
    site = books.site("a", "A", "Europe/Warsaw")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    before, after = (ms(f"2026-03-29T0{hour}:30:00", "Europe/Warsaw") for hour in (1, 3))
    books.press(kiosk, [(before, 1), (before, 2), (before, 3), (after, 4)])
    books.press(kiosk, [(after, 1)], play=True)
    books.window(camera, [(before, 5, 2), (after, 7, 1)])
    books.says(kiosk, status("a", "k", "kiosk", NOW), NOW_MS)
    with writing(engine) as conn:
        write_clocks(conn, stale_clocks(conn, NOW_MS), NOW_MS)
    return books


def check(engine: Engine) -> None:
    rows = ask(engine, "SELECT * FROM v_press_hour ORDER BY hour_unix")
    assert [str(row["hour_local"])[:19] for row in rows] == [
        "2026-03-29 01:00:00",
        "2026-03-29 03:00:00",
    ]
    assert [str(row["hour_utc"])[:13] for row in rows] == ["2026-03-29 00", "2026-03-29 01"]
    counted = ("presses", "presses_happy", "presses_play", "presses_1", "play_1", "presses_4")
    assert [[row[name] for name in counted] for row in rows] == [
        [3, 2, 0, 1, 0, 0],
        [2, 1, 1, 1, 1, 1],
    ]
    assert {(row["shop"], row["device"], row["buttons"]) for row in rows} == {("a", "k", 4)}
    [day] = ask(engine, "SELECT * FROM v_press_day")
    assert (day["day"], day["presses"], day["presses_happy"]) == ("2026-03-29", 5, 3)
    [flow] = ask(engine, "SELECT sum(came_in) AS i, sum(went_out) AS o FROM v_footfall_day")
    assert (int(flow["i"]), int(flow["o"])) == (12, 3)
    devices = ask(engine, "SELECT * FROM v_devices ORDER BY device")
    assert [(one["device"], one["room"], bool(one["is_online"])) for one in devices] == [
        ("c", "camera", False),
        ("k", "kiosk", True),
    ]
    assert str(devices[1]["last_status_utc"])[:19] == "2026-03-30 12:00:00"
    for view in sql_views.VIEWS:
        with reading(engine) as conn:
            names = list(conn.execute(select(text("*")).select_from(text(view.name))).keys())
        assert names == [column.name for column in view.columns]


@pytest.fixture
def store(tmp_path: Any) -> Any:
    engine = make_engine(StoreSettings(path=str(tmp_path / "views.sqlite")))
    migrate(engine)
    yield engine
    engine.dispose()


def test_the_views_say_what_was_written(store: Engine) -> None:
    fill(store)
    check(store)


def test_a_zone_that_is_known_is_left_alone_and_a_new_one_noticed(store: Engine) -> None:
    books = fill(store)
    books.site("b", "B", "Asia/Kolkata")
    with writing(store) as conn:
        assert stale_clocks(conn, NOW_MS) == ["Asia/Kolkata"]
        write_clocks(conn, ["Asia/Kolkata"], NOW_MS)
        assert stale_clocks(conn, NOW_MS) == []
        later = NOW_MS + 366 * 86_400_000
        assert stale_clocks(conn, later) == ["Asia/Kolkata", "Europe/Warsaw"]


def test_nothing_of_people_tokens_or_faces_is_in_a_view(store: Engine) -> None:
    told = " ".join(sql_views.select_of(view, "sqlite") for view in sql_views.VIEWS)
    for word in ("users", "token", "expression", "audit_log", "quarantine", "secret"):
        assert word not in told
    assert set(inspect(store).get_view_names()) == {view.name for view in sql_views.VIEWS}
