"""`otklik-hub order`, from the command line."""

import stat
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.settings import DevicesSettings
from hub.start_checks import check_orders
from wire.order_settings import OrderSettings


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A hub's settings that name a key which is not there yet."""
    file = tmp_path / "hub.toml"
    file.write_text(f'[devices]\norder_key_file = "{tmp_path}/order-key"\n')
    return file


def test_a_key_is_made_once_and_shown_again(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "order-key"
    make = ["order", "key", "--new", str(key), "--settings", str(settings)]
    assert main(make) == 0
    shown = capsys.readouterr().out.strip()
    assert OrderSettings(key=shown).key == shown
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert main(["order", "key", "--settings", str(settings)]) == 0
    assert capsys.readouterr().out.strip() == shown
    assert main(make) == 1
    assert "is there already" in capsys.readouterr().err
    (found,) = check_orders(str(key))
    assert found.ok
    assert shown in found.text


def test_a_key_that_cannot_be_used_is_told(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["order", "key", "--settings", str(settings)]) == 1
    assert "cannot be read" in capsys.readouterr().err
    other = tmp_path / "other"
    other.write_text("no key")
    other.chmod(0o600)
    (found,) = check_orders(str(other))
    assert found.ok is False
    assert check_orders(DevicesSettings().order_key_file) == []


def test_without_a_name_the_cure_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("")
    assert main(["order", "key", "--settings", str(file)]) == 1
    assert "--new FILE" in capsys.readouterr().err
