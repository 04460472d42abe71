"""All that is stored leaves with its owner, and nothing stays."""

import csv
import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from hub.settings import StoreSettings
from hub.store import audit_log
from hub.store.care.deletion import delete_everything
from hub.store.care.errors import BackupError
from hub.store.care.export import SECRET, export
from hub.store.engine import reading, writing
from hub.store.migrate import open_store, pending
from hub.store.people import add_user
from hub.store.schema import metadata
from tests.hub.web.books import Books

NAME = "Zażółć-unforgettable"
DOORS = ("hash", "secret", "password", "session_key", "totp", "token")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    engine = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    books = Books(engine)
    books.press(books.device(books.site("riga", NAME, "UTC"), "k", "kiosk"), [(1000, 1)] * 20)
    with writing(engine) as conn:
        add_user(conn, "anna", "four words of mine", 0)
        audit_log.record(conn, who="anna", what="user.added", about=NAME, at_ms=1)
    yield books
    engine.dispose()


def count(engine: Engine) -> dict[str, int]:
    with reading(engine) as conn:
        return {
            table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_the_export_holds_every_row_and_opens_no_door(books: Books, tmp_path: Path) -> None:
    told: list[str] = []
    target = tmp_path / "all.zip"
    done = export(books.engine, target, 0, tell=lambda table, _: told.append(table))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        tables = {
            name.removesuffix(".csv"): list(csv.reader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    stored = count(books.engine)
    assert {name: len(rows) - 1 for name, rows in tables.items()} == stored
    assert done == (len(stored), sum(stored.values()))
    assert {"press", "users"} <= set(told)
    assert NAME in everything
    assert "argon2" not in everything
    names = {name for rows in tables.values() for name in rows[0]}
    assert not names & SECRET


def test_every_column_that_opens_a_door_is_left_out() -> None:
    suspicious = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if any(word in column.name for word in DOORS)
        and column.name not in SECRET
        and not table.name.startswith("audit_")  # the chain: it shows, and opens nothing
    }
    assert not suspicious


def test_a_file_that_is_there_is_not_written_over(books: Books, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    target.write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        export(books.engine, target, 0, tell=lambda *_: None)
    assert target.read_text() == "precious"
    with pytest.raises(BackupError, match="folder there"):
        export(books.engine, tmp_path / "nowhere" / "all.zip", 0, tell=lambda *_: None)


def test_nothing_stays_not_even_on_the_disk(books: Books, tmp_path: Path) -> None:
    delete_everything(books.engine, who="operator", at_ms=5)
    assert not pending(books.engine)
    with reading(books.engine) as conn:
        (entry,) = audit_log.entries(conn)
    assert (entry.what, entry.who) == ("organisation.deleted", "operator")
    stored = count(books.engine)
    assert sum(stored[name] for name in ("press", "sites", "users", "devices")) == 0
    books.engine.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("hub.sqlite*"))
    assert NAME.encode() not in left


def test_the_hub_goes_on_with_an_empty_store(books: Books) -> None:
    delete_everything(books.engine, who="operator", at_ms=5)
    again = Books(books.engine)
    again.press(again.device(again.site("north", "North", "UTC"), "k", "kiosk"), [(1000, 1)])
    assert count(books.engine)["press"] == 1
