import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from hub.errors import StoreUnavailableError
from hub.settings import StoreSettings
from hub.store.engine import changes_of_others, make_engine, reading, write_transaction, writing
from hub.store.migrate import open_store

ADD = text("INSERT INTO quarantine_count VALUES (:code, 1)")
COUNT = text("SELECT count(*) FROM quarantine_count")
LOOK = """\
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
print(store.execute("SELECT count(*) FROM quarantine_count").fetchone()[0])
store.close()
"""
"""Another program that opens the store, looks, and closes it."""


def test_a_commit_survives_a_power_cut_by_sqlites_own_rules(engine: Engine) -> None:
    with reading(engine) as conn:
        assert conn.scalar(text("PRAGMA journal_mode")) == "wal"
        assert conn.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert conn.scalar(text("PRAGMA foreign_keys")) == 1


def test_an_exception_undoes_the_transaction(engine: Engine) -> None:
    def fail_half_way() -> None:
        with writing(engine) as conn:
            conn.execute(ADD, {"code": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with reading(engine) as conn:
        assert conn.scalar(COUNT) == 0


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    with reading(engine) as reader:
        assert reader.scalar(COUNT) == 0
        with writing(engine) as writer:
            writer.execute(ADD, {"code": "a"})
        assert reader.scalar(COUNT) == 0


def test_a_second_writer_gets_a_plain_error_with_the_cure(tmp_path: Path) -> None:
    path = str(tmp_path / "hub.sqlite")
    first = open_store(StoreSettings(path=path))
    second = make_engine(StoreSettings(path=path, busy_seconds=1))
    with (
        writing(first),
        pytest.raises(StoreUnavailableError, match=r"locked.*another program"),
        writing(second),
    ):
        pass
    first.dispose()
    second.dispose()


def test_another_program_that_closes_the_store_leaves_it_to_us(
    engine: Engine, tmp_path: Path
) -> None:
    store = tmp_path / "hub.sqlite"

    def look() -> str:
        asked = [sys.executable, "-c", LOOK, str(store)]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()

    with reading(engine) as first, reading(engine) as second:  # a second connection, too
        assert [first.scalar(COUNT), second.scalar(COUNT)] == [0, 0]
    beside = Path(f"{store}-wal")
    held = beside.stat().st_ino
    assert look() == "0"
    assert beside.stat().st_ino == held
    with writing(engine) as conn:
        conn.execute(ADD, {"code": "a"})
    assert look() == "1"


def test_a_store_without_its_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailableError, match="directory there and writable"):
        open_store(StoreSettings(path=str(tmp_path / "absent" / "hub.sqlite")))


def test_our_own_faults_are_not_taken_for_the_stores(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as conn:
        conn.execute(ADD, [{"code": "a"}, {"code": "a"}])


def test_a_worker_notices_that_somebody_else_wrote(engine: Engine) -> None:
    with engine.connect() as conn:
        with write_transaction(conn):
            before = changes_of_others(conn)
            conn.execute(ADD, {"code": "mine"})
        with write_transaction(conn):
            assert changes_of_others(conn) == before
        with writing(engine) as other:
            other.execute(ADD, {"code": "theirs"})
        with write_transaction(conn):
            assert changes_of_others(conn) != before
