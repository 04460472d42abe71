import pytest
from sqlalchemy import Engine, Table, select
from sqlalchemy.exc import IntegrityError

from hub.store import upsert
from hub.store.engine import reading, writing
from hub.store.schema import metadata, quarantine_count, sites

SITE = {"code": "a", "name": "A", "timezone": "UTC", "confirmed": True}


def test_sums_grow_by_what_is_added(engine: Engine) -> None:
    with writing(engine) as conn:
        upsert.add(conn, quarantine_count, [("x", 2), ("y", 1)])
        upsert.add(conn, quarantine_count, [("x", 3)])
    with reading(engine) as conn:
        found = conn.execute(select(quarantine_count).order_by(quarantine_count.c.code)).all()
    assert [tuple(row) for row in found] == [("x", 5), ("y", 1)]


def test_appending_what_is_there_is_an_error(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as conn:
        upsert.append(conn, quarantine_count, [("x", 2), ("x", 1)])


def test_what_somebody_else_inserted_first_stays(engine: Engine) -> None:
    with writing(engine) as conn:
        upsert.ensure(conn, sites, [SITE])
        upsert.ensure(conn, sites, [SITE | {"name": "B"}, SITE | {"code": "b"}])
    with reading(engine) as conn:
        assert conn.scalars(select(sites.c.name).order_by(sites.c.code)).all() == ["A", "A"]


def test_rows_are_changed_by_id(engine: Engine) -> None:
    with writing(engine) as conn:
        upsert.ensure(conn, sites, [SITE, SITE | {"code": "b"}])
        upsert.change(conn, sites, ("timezone", "name"), [("Asia/Tokyo", "Bee", 2)])
    with reading(engine) as conn:
        found = conn.execute(select(sites.c.name, sites.c.timezone).order_by(sites.c.code)).all()
    assert [tuple(row) for row in found] == [("A", "UTC"), ("Bee", "Asia/Tokyo")]


def test_nothing_to_write_is_no_statement(engine: Engine) -> None:
    with writing(engine) as conn:
        upsert.append(conn, sites, [])
        upsert.add(conn, quarantine_count, [])
        upsert.change(conn, sites, ("name",), [])
        upsert.ensure(conn, sites, [])


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_appended_to_on_both_databases(table: Table) -> None:
    for dialect, mark in (("sqlite", "?"), ("postgresql", "%s")):
        sql = upsert._append_sql(dialect, table)
        assert sql.count(mark) == len(table.columns)
