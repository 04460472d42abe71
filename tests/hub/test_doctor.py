"""What the doctor finds, made wrong one by one."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text, update

from hub.__main__ import main
from hub.ca_settings import CaSettings
from hub.care_settings import BackupSettings
from hub.doctor import examine
from hub.identity.broker_files import wanted_access
from hub.settings import HubSettings, StoreSettings
from hub.store.care.retention import forget
from hub.store.engine import writing
from hub.store.identity import add_certificate, revoke
from hub.store.migrate import open_store
from hub.store.schema import press_day
from hub.store.signs import Sign, write_sign
from tests.hub.web.books import Books
from wire.checks import Finding

NOW_MS = round(datetime(2026, 3, 20, 12, tzinfo=UTC).timestamp() * 1000)
DAY_MS = 86_400_000


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    return HubSettings(
        store=StoreSettings(path=str(tmp_path / "hub.sqlite")),
        backup=BackupSettings(folder=str(tmp_path)),
    )


@pytest.fixture
def engine(settings: HubSettings) -> Iterator[Engine]:
    opened = open_store(settings.store)
    books = Books(opened)
    kiosk = books.device(books.site("riga", "Riga", "Europe/Riga"), "till", "kiosk")
    books.press(kiosk, [(NOW_MS - n * DAY_MS // 3, 1 + n % 4) for n in range(200)])
    with writing(opened) as conn:
        write_sign(conn, Sign("ingest-1", NOW_MS - 1000, True))
    yield opened
    opened.dispose()


def findings(engine: Engine, settings: HubSettings) -> dict[str, Finding]:
    found = examine(engine, settings, NOW_MS, random.Random(1), days=100)
    return {one.what: one for one in found}


def test_a_hub_in_good_order(engine: Engine, settings: HubSettings) -> None:
    found = findings(engine, settings)
    assert found.pop("backups").ok is False
    assert {one.ok for one in found.values()} == {True}
    assert "67 days counted anew" in found["sums"].text


def test_sample_devices_are_not_waited_for(engine: Engine, settings: HubSettings) -> None:
    books = Books(engine)
    books.device(books.site("show", "Show", "Europe/Riga"), "sample", "kiosk", sample=True)
    assert findings(engine, settings)["devices"].text == "0 of 1 online"


def test_a_sum_that_is_off_by_one_is_found(engine: Engine, settings: HubSettings) -> None:
    with writing(engine) as conn:
        conn.execute(update(press_day).values(n2=press_day.c.n2 + 1))
    assert "67 of 67 days differ" in findings(engine, settings)["sums"].text


def test_days_whose_presses_were_forgotten_are_not_blamed(
    engine: Engine, settings: HubSettings
) -> None:
    forget(engine, 1, NOW_MS, who="test", alive=lambda: None)
    assert findings(engine, settings)["sums"].ok


def test_ingest_that_is_gone_or_without_a_broker_is_named(
    engine: Engine, settings: HubSettings
) -> None:
    with writing(engine) as conn:
        write_sign(conn, Sign("ingest-1", NOW_MS - 7 * 60_000, True))
    assert "for 7 minutes" in findings(engine, settings)["ingest"].text
    with writing(engine) as conn:
        write_sign(conn, Sign("ingest-1", NOW_MS, False))
    assert "has no broker" in findings(engine, settings)["ingest"].text


def test_a_changed_audit_log_is_found(engine: Engine, settings: HubSettings) -> None:
    forget(engine, 1, NOW_MS, who="test", alive=lambda: None)
    with writing(engine) as conn:
        for name in conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            conn.execute(text(f'DROP TRIGGER "{name[0]}"'))
        conn.execute(text("UPDATE audit_log SET who = 'nobody'"))
    assert findings(engine, settings)["audit log"].ok is False


def test_a_copy_of_last_night_is_enough(
    engine: Engine, settings: HubSettings, tmp_path: Path
) -> None:
    (tmp_path / "otklik-20260320T020000Z.backup").touch()
    assert findings(engine, settings)["backups"].ok


def test_a_broker_that_goes_by_old_certificates_is_found(
    engine: Engine, settings: HubSettings, tmp_path: Path
) -> None:
    assert "certificates" not in findings(engine, settings)
    folder = tmp_path / "broker"
    settings = replace(settings, ca=CaSettings(broker_folder=str(folder)))
    with writing(engine) as conn:
        add_certificate(
            conn,
            subject="riga/till",
            serial="1",
            key_hash="k",
            pem="-",
            issued_ms=NOW_MS,
            expires_ms=NOW_MS + DAY_MS,
        )
        wanted = wanted_access(conn, settings, NOW_MS)
    assert findings(engine, settings)["certificates"].ok is False
    folder.mkdir()
    (folder / "acl").write_bytes(wanted)
    (folder / "crl.pem").write_text("a list")
    assert findings(engine, settings)["certificates"].ok
    with writing(engine) as conn:
        revoke(conn, "riga/till", NOW_MS)
    assert findings(engine, settings)["certificates"].ok is False


def test_the_command_ends_with_its_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hub.toml"
    file.write_text(f'[store]\npath = "{tmp_path}/hub.sqlite"\n')
    assert main(["doctor", "--settings", str(file)]) == 0
    assert "note    backups" in capsys.readouterr().out
