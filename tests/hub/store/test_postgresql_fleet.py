"""Places, visits and orders on PostgreSQL."""

from sqlalchemy import Engine

from hub.store import visits
from hub.store.engine import reading, writing
from hub.store.orders import GivenTo, add_order, note_answer, orders_of
from hub.store.places import Spot, places, put_place
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures
from tests.hub.web.books import NOW, Books
from wire.messages import Answer, Line
from wire.scalars import Stamp

NOW_MS = round(NOW.timestamp() * 1000)


def test_places_visits_and_orders(store: Engine) -> None:  # noqa: F811 - the fixture
    books = Books(store)
    site = books.site("riga", "Riga", "UTC")
    both = books.device(site, "till", None)
    with writing(store) as conn:
        put_place(conn, "riga", Spot(1.0, 2.0))
        put_place(conn, "riga", Spot(56.95, -24.11))
        visits.begin_visit(conn, both.id, {"door": (1, 0)}, who="tom", at_ms=NOW_MS)
        add_order(conn, GivenTo(both.id, "1" * 32, "test", "tom", NOW_MS, NOW_MS + 1))
    books.press(both, [(NOW_MS, 2), (NOW_MS, 2)], of=3)
    books.window(both, [(NOW_MS, 3, 4), (NOW_MS + 60_000, 1, 0)])
    stamp = Stamp(wall=NOW, boot="b" * 32, boot_ms=1, synced=True)
    answer = Answer(
        v=1, site="riga", device="till", name="1" * 32, at=stamp, ok=True, lines=[Line("ok")]
    )
    with writing(store) as conn:
        note_answer(conn, answer, NOW_MS + 2)
        (known,) = visits.visits_of(conn, both.id, most=5)
        assert known.baseline == {"door": (1, 0)}
        assert visits.pressed_since(conn, both.id, known.mark) == {2: 2}
        assert visits.buttons_of(conn, both.id) == 3
        assert visits.passed_since(conn, both.id, known.mark) == {"door": (4, 4)}
        assert not visits.audited_since(conn, both.id, known.mark)
        visits.finish_visit(conn, known.id, {"done": True}, "", who="tom", at_ms=NOW_MS + 3)
    with reading(store) as conn:
        assert visits.last_visits(conn, (site,)) == {both.id: NOW_MS + 3}
        assert places(conn, [site]) == {site: Spot(56.95, -24.11)}
        (order,) = orders_of(conn, both.id, most=5)
    assert (order.ok, order.lines, order.answered_ms) == (True, ["ok"], NOW_MS + 2)
