"""The log only grows, and shows when it was tampered with."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from hub.store.audit_log import Wanted, entries, everybody, first_fault, kinds, record, size
from hub.store.engine import reading, writing


def write(engine: Engine, *whats: str, who: str = "anna", at_ms: int = 1) -> None:
    with writing(engine) as conn:
        for what in whats:
            record(conn, who=who, what=what, about="shop 1", details={"n": [1, "ü"]}, at_ms=at_ms)


def test_entries_come_back_newest_first(engine: Engine) -> None:
    write(engine, "user.added", "user.removed")
    write(engine, "shop.changed", who="bert", at_ms=50)
    with reading(engine) as conn:
        assert [one.what for one in entries(conn)] == ["shop.changed", "user.removed", "user.added"]
        assert [one.id for one in entries(conn, before=3, most=1)] == [2]
        assert [one.id for one in entries(conn, Wanted(who="bert"))] == [3]
        assert [one.id for one in entries(conn, Wanted(what="user."))] == [2, 1]
        assert [one.id for one in entries(conn, Wanted(what="user.added"))] == [1]
        assert [one.id for one in entries(conn, Wanted(from_ms=2, until_ms=51))] == [3]
        assert entries(conn)[0].details == {"n": [1, "ü"]}
        assert (size(conn), everybody(conn)) == (3, ["anna", "bert"])
        assert kinds(conn) == ["shop.changed", "user.added", "user.removed"]
        assert first_fault(conn) is None


def _write_and_fail(conn: Connection) -> None:
    record(conn, who="x", what="b", about="c", at_ms=1)
    raise KeyError


def test_an_undone_change_leaves_no_entry_and_no_hole(engine: Engine) -> None:
    write(engine, "a")
    with pytest.raises(KeyError), writing(engine) as conn:
        _write_and_fail(conn)
    write(engine, "d")
    with reading(engine) as conn:
        assert [one.what for one in entries(conn)] == ["d", "a"]
        assert first_fault(conn) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET who = 'nobody'",
        "DELETE FROM audit_log WHERE id = 1",
        "INSERT OR REPLACE INTO audit_log VALUES (1, 1, 'x', 'x', 'x', '{}', '')",
    ],
)
def test_nothing_can_be_changed_or_removed(engine: Engine, statement: str) -> None:
    write(engine, "a", "b")
    with pytest.raises(DatabaseError, match="only grows"), engine.begin() as conn:
        conn.execute(text(statement))
    with reading(engine) as conn:
        assert size(conn) == 2
        assert first_fault(conn) is None


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_log SET who = 'nobody' WHERE id = 2", "entry 2, or the one before"),
        ("UPDATE audit_log SET details = '{}' WHERE id = 3", "entry 3, or the one before"),
        ("DELETE FROM audit_log WHERE id = 2", "entry 2 is missing"),
        ("DELETE FROM audit_log WHERE id = 3", "missing after 2, of 3"),
        ("DELETE FROM audit_log", "missing after 0, of 3"),
        ("UPDATE audit_log SET id = 4 WHERE id = 3", "entry 3 is missing"),
    ],
)
def test_what_an_owner_of_the_database_does_is_seen(
    engine: Engine, statement: str, said: str
) -> None:
    write(engine, "a", "b", "c")
    with writing(engine) as conn:
        for what in ("UPDATE", "DELETE"):
            conn.execute(text(f"DROP TRIGGER audit_log_no_{what}"))
        conn.execute(text(statement))
    with reading(engine) as conn:
        assert said in str(first_fault(conn))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=20,
)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_text_is_kept_as_it_is(engine: Engine, odd: str) -> None:
    with writing(engine) as conn:
        record(conn, who=odd, what=odd, about=odd, details={odd: odd}, at_ms=1)
    with reading(engine) as conn:
        newest = entries(conn, most=1)[0]
        assert (newest.who, newest.what, newest.details) == (odd, odd, {odd: odd})
        assert first_fault(conn) is None


def test_the_chain_is_read_block_by_block(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.store.audit_log._BLOCK", 2)
    write(engine, *"abcde")
    with reading(engine) as conn:
        assert first_fault(conn) is None
