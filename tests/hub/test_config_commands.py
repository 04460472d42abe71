"""Settings of devices by command."""

import json
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.settings import StoreSettings
from hub.store.audit_log import entries
from hub.store.engine import make_engine, reading
from hub.store.migrate import open_store
from tests.hub.web.books import Books
from wire.signing import make_key


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    key = tmp_path / "order-key"
    key.write_bytes(make_key())
    key.chmod(0o600)
    file = tmp_path / "hub.toml"
    file.write_text(
        f'[store]\npath = "{tmp_path}/hub.sqlite"\n[devices]\norder_key_file = "{key}"\n'
    )
    engine = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    books = Books(engine)
    for code in ("riga", "oslo"):
        books.device(books.site(code, code.title(), "UTC"), "till", "kiosk")
    engine.dispose()
    return file


def run(settings_file: Path, *words: str) -> int:
    return main(["config", *words, "--settings", str(settings_file)])


def test_settings_are_planned_sent_shown_and_taken_back(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("set", "kiosk.question=How was it?", "buttons[].label=A;B;C;D", "--on", "shop:riga")
    assert run(settings_file, *asked, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "riga/till: kiosk.question: (its own file) -> How was it?" in said
    assert "1 of 1 devices will change." in said
    assert run(settings_file, *asked) == 1  # nobody to ask
    assert run(settings_file, *asked, "--yes", "--note", "for May") == 0
    assert run(settings_file, "set", "--unset", "kiosk.question", "--on", "shop:riga", "--yes") == 0
    assert run(settings_file, "back", "1", "--on", "shop:riga", "--yes") == 0
    capsys.readouterr()
    run(settings_file, "history", "--on", "shop:riga", "--json")
    versions = json.loads(capsys.readouterr().out)
    assert [(one["number"], one["back_to"]) for one in versions] == [(3, 1), (2, None), (1, None)]
    assert versions[0]["values"] == ["kiosk.question=How was it?", "buttons[].label=A;B;C;D"]
    assert versions[1]["values"] == ["buttons[].label=A;B;C;D"]
    run(settings_file, "show", "--on", "device:riga/till", "--json")
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["device"], row["state"]) == ("riga/till", "waiting")
    engine = make_engine(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    with reading(engine) as conn:
        assert [one.what for one in entries(conn)] == ["settings.changed"] * 3
    engine.dispose()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("set", "broker.host=evil"), "is no setting"),
        (("set", "kiosk.question"), "is no setting"),
        (("set", "kiosk.settle_ms=99"), "between 1 and 15"),
        (("set", "kiosk.settle_ms=5", "--on", "shop:none"), "There is no kiosk at shop:none"),
        (("set", "kiosk.settle_ms=5", "--on", "region:none"), "There is no region"),
        (("set", "kiosk.settle_ms=5", "--on", "everywhere"), "is no place"),
        (("back", "7"), "There is no version 7"),
    ],
)
def test_what_cannot_be_is_said(
    settings_file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    assert run(settings_file, *words, "--yes") == 1
    assert why in capsys.readouterr().err


def test_every_key_is_listed_with_its_limits(
    settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings_file, "keys", "--room", "camera", "--json") == 0
    listed = {one["key"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed["detection.input_px"]["least"] == 128
    assert "kiosk.question" not in listed
