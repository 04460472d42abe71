"""`otklik-hub release`: the key, what is taken in, how far it is."""

import json
from pathlib import Path

import pytest

from hub.__main__ import main
from tests.wire.update.organisation import Organisation
from tests.wire.update.test_update import WHEELS
from wire import signing


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path / "organisation")


@pytest.fixture
def settings(tmp_path: Path, organisation: Organisation) -> list[str]:
    key = tmp_path / "key.pem"
    key.write_text(organisation.key.reveal())
    key.chmod(0o600)
    file = tmp_path / "hub.toml"
    file.write_text(
        f'[store]\npath = "{tmp_path}/hub.sqlite"\n'
        f'[updates]\nfolder = "{tmp_path}/updates"\nkey_file = "{key}"\n'
    )
    return ["--settings", str(file)]


def test_the_key_is_made_once_and_shown(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.pem"
    assert main(["release", "key", "--new", str(new), *settings]) == 0
    shown = capsys.readouterr().out.strip()
    assert shown == signing.public_key(new.read_text())
    assert new.stat().st_mode & 0o777 == 0o600
    assert main(["release", "key", "--new", str(new), *settings]) == 1
    assert "there already" in capsys.readouterr().err


def test_releases_are_taken_begun_and_listed(
    settings: list[str], organisation: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    organisation.sign("1.1.0", WHEELS)
    assert main(["release", "take", str(organisation.releases), *settings]) == 0
    assert "1.1.0" in capsys.readouterr().out
    assert main(["release", "start", "1.1.0", *settings]) == 0
    assert main(["release", "stop", *settings]) == 0
    assert main(["release", "resume", *settings]) == 0
    capsys.readouterr()
    assert main(["release", "list", "--json", *settings]) == 0
    [line] = json.loads(capsys.readouterr().out)
    assert (line["version"], line["state"], line["stage"]) == ("1.1.0", "running", 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["take", "/nowhere"], "holds no releases"),
        (["start", "1.1.0"], "no such release"),
        (["stop"], "No release is on its way"),
        (["resume"], "No release is on its way"),
    ],
)
def test_what_cannot_be_done_is_said(
    settings: list[str], words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", *words, *settings]) == 1
    assert said in capsys.readouterr().err
