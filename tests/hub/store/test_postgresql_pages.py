"""What pages keep, and how they are planned, on PostgreSQL."""

from sqlalchemy import Engine, text

from hub.settings import StoreSettings
from hub.store.blocks import make_blocks
from hub.store.engine import make_engine, reading, writing
from tests.hub.store.test_finished import DAY_MS, NOW_MS, ZONES, shops, told
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures
from tests.hub.web.books import Books


def test_what_is_kept_tells_what_a_first_reading_tells(store: Engine) -> None:  # noqa: F811 - the fixture
    books = Books(store)
    devices = shops(books)
    for back in (0, 9, 400, 9):  # the last one is late: the blocks of that day were made
        for kiosk, camera in devices[: 1 + back % 3]:
            books.press(kiosk, [(NOW_MS - back * DAY_MS, 1)])
            books.window(camera, [(NOW_MS - back * DAY_MS, 2, 1)])
        address_of = store.url.render_as_string(hide_password=False)
        first = make_engine(StoreSettings(url=address_of))
        assert told(store, ZONES) == told(first, ZONES)
        first.dispose()
        with writing(store) as conn:
            make_blocks(conn, now_ms=NOW_MS, most=100)
    assert told(store, ZONES) == told(store, ZONES)


def test_rows_of_some_devices_are_not_looked_for_in_whole_tables(store: Engine) -> None:  # noqa: F811 - the fixture
    with reading(store) as conn:
        asked = {name: conn.scalar(text(f"SHOW {name}")) for name in ("jit", "random_page_cost")}
    assert asked == {"jit": "off", "random_page_cost": "1.1"}
