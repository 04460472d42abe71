"""Copies of the store, made and taken back while others use it."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from hub.settings import StoreSettings
from hub.store.care.backup import back_up, keep_newest, restore
from hub.store.care.errors import BackupError
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import open_store
from hub.store.schema import sites
from hub.store.sites import add_site


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    with writing(opened) as conn:
        add_site(conn, "first", "First", "UTC")
    yield opened
    opened.dispose()


def shops(engine: Engine) -> int:
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(sites)).scalar_one()


def test_a_store_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    made = back_up(engine, tmp_path / "one.backup")
    with writing(engine) as conn:
        add_site(conn, "second", "Second", "UTC")
    assert not restore(engine, made.path)
    assert shops(engine) == 1
    with writing(engine) as conn:
        add_site(conn, "third", "Third", "UTC")
    assert shops(engine) == 2
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_copy_is_made_while_somebody_writes(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as conn:
        add_site(conn, "second", "Second", "UTC")
        made = back_up(engine, tmp_path / "one.backup")
    assert shops(engine) == 2
    copy = sqlite3.connect(made.path)
    assert copy.execute("SELECT count(*) FROM sites").fetchone() == (1,)  # what was committed
    copy.close()


def test_another_process_sees_the_restored_store(engine: Engine, tmp_path: Path) -> None:
    other = make_engine(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    made = back_up(engine, tmp_path / "one.backup")
    with writing(other) as conn:
        add_site(conn, "second", "Second", "UTC")
    assert shops(other) == 2
    restore(engine, made.path)
    assert shops(other) == 1
    with writing(other) as conn:
        add_site(conn, "second", "Second", "UTC")
    assert shops(engine) == 2
    other.dispose()


def test_a_backup_is_for_its_owner_only_and_needs_no_companions(
    engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    made = back_up(engine, folder / "one.backup")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["one.backup"]
    assert made.size_bytes == made.path.stat().st_size
    with pytest.raises(BackupError, match="is there already"):
        back_up(engine, made.path)


@pytest.mark.parametrize("kind", ["empty", "cut", "flipped", "other", "newer", "missing"])
def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    engine: Engine, tmp_path: Path, kind: str
) -> None:
    made = back_up(engine, tmp_path / "one.backup").path
    with writing(engine) as conn:
        add_site(conn, "second", "Second", "UTC")
    spoil(made, kind)
    with pytest.raises(BackupError, match=r"backup|damaged|newer|none of Otklik"):
        restore(engine, made)
    assert shops(engine) == 2


def spoil(path: Path, kind: str) -> None:
    whole = path.read_bytes()
    if kind == "missing":
        path.unlink()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "flipped":
        middle = len(whole) // 2
        path.write_bytes(whole[:4096] + bytes(middle - 4096) + whole[middle:])
    else:
        path.unlink() if kind == "other" else None
        database = sqlite3.connect(path)
        if kind == "other":
            database.execute("CREATE TABLE somebodys (x)")
        else:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
        database.close()


def test_a_folder_that_takes_nothing_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="has it room"):
        back_up(engine, tmp_path / "nowhere" / "one.backup")


def test_only_the_newest_copies_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"otklik-2026-03-0{day}.backup").touch()
    (tmp_path / "somebodys.txt").touch()
    gone = keep_newest(tmp_path, 2)
    assert [path.name for path in gone] == [f"otklik-2026-03-0{day}.backup" for day in (1, 2, 3)]
    assert len(list(tmp_path.iterdir())) == 3
