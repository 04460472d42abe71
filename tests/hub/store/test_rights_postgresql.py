"""Rights and the audit log on PostgreSQL: as on SQLite, and with several who write at once."""

import threading

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from hub.domain.rights import Grant, Right, Role
from hub.store.audit_log import entries, first_fault, record, size
from hub.store.engine import reading, writing
from hub.store.grants import access, give, list_grants
from hub.store.people import add_user
from hub.store.regions import add_region, parse_area, put_site_into
from hub.store.sites import add_site
from hub.store.tokens import add_token, find_token, token_access
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures


def test_the_audit_log_only_grows_whoever_writes_at_once(
    store: Engine,  # noqa: F811 - the fixture
) -> None:
    def work(who: str) -> None:
        for n in range(10):
            with writing(store) as conn:
                record(conn, who=who, what="shop.changed", about=f"shop {n}", at_ms=n)

    threads = [threading.Thread(target=work, args=(who,)) for who in ("anna", "bert", "cleo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for statement in (
        "UPDATE audit_log SET who = 'nobody'",
        "DELETE FROM audit_log WHERE id = 1",
        "TRUNCATE audit_log",
    ):
        with pytest.raises(DBAPIError, match="only grows"), store.begin() as conn:
            conn.execute(text(statement))
    with reading(store) as conn:
        assert size(conn) == len(entries(conn)) == 30
        assert first_fault(conn) is None


def test_rights_are_read_as_on_sqlite(
    store: Engine,  # noqa: F811 - the fixture
    engine: Engine,
) -> None:
    found = []
    for one in (store, engine):
        with writing(one) as conn:
            add_user(conn, "anna", "correct horse battery", 0)
            bert = add_user(conn, "bert", "correct horse battery", 0)
            add_site(conn, "s1", "S1", "UTC")
            add_region(conn, "north", "North")
            put_site_into(conn, "s1", "north")
            for role, where in (("manager", "region:north"), ("viewer", "organisation")):
                give(conn, bert.id, Grant(Role(role), parse_area(conn, where)), 0)
            token = add_token(conn, "till", 0, scopes=["read"], area=parse_area(conn, "shop:s1"))
        with reading(one) as conn:
            known = find_token(conn, token)
            assert known is not None
            held = token_access(conn, known)
            found.append((access(conn, bert.id), held, [row[1:] for row in list_grants(conn)]))
    assert found[0] == found[1]
    assert not found[0][0].everywhere(Right.ACT)
    assert found[0][0].everywhere(Right.SEE)
