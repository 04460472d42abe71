"""Copies of the store by command, and each night."""

import json
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.care_settings import BackupSettings
from hub.settings import HubSettings, StoreSettings
from hub.store.migrate import open_store
from hub.work.chores import back_up
from hub.work.job import Context

NIGHT_MS = 1_772_507_700_000  # 3 March 2026, 03:15 UTC
HOUR_MS = 3_600_000


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "hub.toml"
    file.write_text(f'[store]\npath = "{tmp_path}/hub.sqlite"\n')
    return file


def run(settings_file: Path, *words: str) -> int:
    return main([*words, "--settings", str(settings_file)])


def test_a_backup_is_made_and_taken_back(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "one.backup"
    run(settings_file, "site", "add", "first", "--timezone", "UTC")
    capsys.readouterr()
    assert run(settings_file, "backup", str(copy), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(copy)
    assert told["size_bytes"] == copy.stat().st_size
    run(settings_file, "site", "add", "second", "--timezone", "UTC")
    assert run(settings_file, "restore", str(copy)) == 1  # nobody to ask
    assert "add --yes" in capsys.readouterr().err
    assert run(settings_file, "restore", str(copy), "--yes") == 0
    capsys.readouterr()
    run(settings_file, "site", "list", "--json")
    assert [site["code"] for site in json.loads(capsys.readouterr().out)] == ["first"]


def test_copies_in_a_folder_are_named_by_time_and_the_oldest_go(
    settings_file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "otklik-20200101T000000Z.backup").touch()
    assert run(settings_file, "backup", "--to", str(folder), "--keep", "1") == 0
    (left,) = folder.iterdir()
    assert left.name > "otklik-2026"


@pytest.mark.parametrize("words", [(), ("--keep", "2", "x"), ("x", "--to", "y")])
def test_what_cannot_be_meant_is_said(
    settings_file: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings_file, "backup", *words) == 1
    assert "--to FOLDER" in capsys.readouterr().err


def test_the_nightly_copy_is_made_once_a_night(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    settings = HubSettings(
        store=StoreSettings(path=str(tmp_path / "hub.sqlite")),
        backup=BackupSettings(folder=str(folder), keep=2, hour_utc=2),
    )
    engine = open_store(settings.store)
    for hours in (-2, 0, 1, 24, 25, 48):
        back_up(Context(engine, settings, NIGHT_MS + hours * HOUR_MS, lambda: None))
    engine.dispose()
    assert sorted(path.name for path in folder.iterdir()) == [
        "otklik-20260304T031500Z.backup",
        "otklik-20260305T031500Z.backup",
    ]


def test_retention_says_what_would_go_and_needs_a_number(
    settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings_file, "retention") == 2
    assert "--months N" in capsys.readouterr().err
    assert run(settings_file, "retention", "--months", "24", "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_everything_leaves_and_goes_by_command_only_when_it_is_meant(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(settings_file, "site", "add", "first", "--timezone", "UTC")
    assert run(settings_file, "export-org", str(tmp_path / "all.zip")) == 0
    assert "rows of" in capsys.readouterr().out
    assert run(settings_file, "delete-org") == 1
    assert "Nothing was deleted" in capsys.readouterr().err
    assert run(settings_file, "delete-org", "--yes-delete-everything") == 0
    capsys.readouterr()
    run(settings_file, "site", "list", "--json")
    assert json.loads(capsys.readouterr().out) == []
