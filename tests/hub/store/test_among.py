"""Asking for rows of many shops."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, event, select

from hub.store.among import among
from hub.store.engine import reading
from hub.store.schema import sites
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures
from tests.hub.web.books import Books

FIVE = range(1, 6)


def asked_for(engine: Engine, ids: Sequence[int]) -> list[int]:
    with reading(engine) as conn:
        query = select(sites.c.id).where(among(conn, sites.c.id, ids)).order_by(sites.c.id)
        return list(conn.execute(query).scalars())


def fill(engine: Engine) -> None:
    books = Books(engine)
    for number in FIVE:
        books.site(f"s{number}", f"Shop {number}", "UTC")


@pytest.mark.parametrize(
    ("ids", "found"), [((), []), ((3,), [3]), ((4, 2, 4), [2, 4]), ((5, 99), [5]), (FIVE, [*FIVE])]
)
def test_rows_of_these_shops_are_found(
    engine: Engine, ids: Sequence[int], found: list[int]
) -> None:
    fill(engine)
    assert asked_for(engine, ids) == found


def test_postgresql_finds_the_same(store: Engine) -> None:  # noqa: F811 - the fixture
    fill(store)
    for ids, found in (((), []), ((4, 2, 4), [2, 4]), ((5, 99), [5]), (FIVE, [*FIVE])):
        assert asked_for(store, ids) == found


def test_the_words_are_the_same_for_any_number_of_shops(engine: Engine) -> None:
    fill(engine)
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    for ids in ((1,), FIVE):
        asked_for(engine, ids)
    assert len({one for one in said if "FROM sites" in one}) == 1
