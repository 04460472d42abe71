from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.start_checks import check_contents, check_secret, check_store
from hub.store.engine import writing
from hub.store.people import add_user
from hub.store.sites import ensure_sites


def _store(path: Path) -> HubSettings:
    return HubSettings(store=StoreSettings(path=str(path)))


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        ("s" * 40, 0o644, "readable by everybody"),
        ("short", 0o600, "fewer than 32"),
        (None, 0, "cannot be read"),
    ],
)
def test_a_secret_that_cannot_be_used_is_said_with_the_cure(
    tmp_path: Path, content: str | None, mode: int, said: str
) -> None:
    secret = tmp_path / "secret"
    if content:
        secret.write_text(content)
        secret.chmod(mode)
    finding = check_secret(HubSettings(web=WebSettings(secret_key_file=str(secret))))
    assert finding.ok is False
    assert said in finding.text
    assert "openssl rand" in finding.text


def test_no_secret_at_all_is_said_with_the_cure() -> None:
    finding = check_secret(HubSettings())
    assert finding.ok is False
    assert "openssl rand" in finding.text


def test_a_store_that_is_not_there_yet_is_no_fault(tmp_path: Path) -> None:
    finding = check_store(_store(tmp_path / "hub.sqlite"))
    assert finding.ok is None
    assert not (tmp_path / "hub.sqlite").exists()


def test_a_store_without_its_folder_is(tmp_path: Path) -> None:
    finding = check_store(_store(tmp_path / "absent" / "hub.sqlite"))
    assert finding.ok is False
    assert "make it" in finding.text


def test_a_store_that_is_no_store_is_said(tmp_path: Path) -> None:
    (tmp_path / "hub.sqlite").write_text("a shopping list, and no database at all " * 100)
    finding = check_store(_store(tmp_path / "hub.sqlite"))
    assert finding.ok is False
    assert "not a database" in finding.text


@pytest.mark.parametrize(("version", "ok"), [("9999", False), (None, None)])
def test_a_store_of_another_version_is_said(
    engine: Engine, tmp_path: Path, version: str | None, ok: bool | None
) -> None:
    with writing(engine) as conn:
        conn.execute(text("DELETE FROM alembic_version"))
        if version:
            conn.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    assert check_store(_store(tmp_path / "hub.sqlite")).ok is ok


def test_what_only_a_person_can_do_is_mentioned(engine: Engine, tmp_path: Path) -> None:
    settings = _store(tmp_path / "hub.sqlite")
    with writing(engine) as conn:
        ensure_sites(conn, ["south-9"], "UTC")
    said = "\n".join(finding.text for finding in check_contents(settings))
    assert "otklik-hub user add" in said
    assert "south-9" in said
    with writing(engine) as conn:
        add_user(conn, "anna", "four words of mine", 0)
    assert check_contents(settings)[0].ok is True
