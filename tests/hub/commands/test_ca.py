"""`otklik-hub ca`, from the command line."""

import io
import json
import ssl
import stat
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.settings import HubSettings
from hub.store.audit_log import ANYTHING, entries
from hub.store.engine import reading
from hub.store.migrate import open_store
from wire.settings import load

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A hub's settings, with everything below a folder."""
    file = tmp_path / "hub.toml"
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    file.write_text(
        f'[store]\npath = "{tmp_path}/hub.sqlite"\n[ca]\nfolder = "{tmp_path}/ca"\n'
        f'passphrase_file = "{tmp_path}/passphrase"\nbroker_folder = "{tmp_path}/broker"\n'
    )
    return file


@pytest.fixture
def authority(settings: Path) -> Path:
    """The same with an authority."""
    assert run(settings, "ca", "init", "--organisation", "Example Stores") == 0
    return settings


def run(settings: Path, *words: str) -> int:
    return main([*words, "--settings", str(settings)])


def logged(settings: Path) -> list[tuple[str, str]]:
    engine = open_store(load(HubSettings, settings).store)
    with reading(engine) as conn:
        found = [(one.what, one.about) for one in entries(conn, ANYTHING)]
    engine.dispose()
    return found[::-1]


def test_the_authority_is_made_once(authority: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(authority, "ca", "init", "--organisation", "Example Stores") == 1
    assert "There is an authority" in capsys.readouterr().err
    assert run(authority, "ca", "show") == 0
    shown = capsys.readouterr().out
    ssl.create_default_context(cadata=shown)
    assert logged(authority) == [("authority.made", "authority")]


def test_a_short_passphrase_is_refused(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hunter2\n"))
    words = ("ca", "init", "--organisation", "X", "--passphrase-file", "-")
    assert run(settings, *words) == 1
    assert "openssl rand" in capsys.readouterr().err
    assert not (settings.parent / "ca" / "ca.key").exists()


def test_without_an_authority_the_cure_is_said(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "ca", "show") == 1
    assert "otklik-hub ca init" in capsys.readouterr().err


def test_certificates_for_broker_and_hub_are_usable_and_private(authority: Path) -> None:
    out = authority.parent
    assert run(authority, "ca", "server", "broker.example", "10.0.0.2", "--out", f"{out}/b") == 0
    assert run(authority, "ca", "program", "hub", "--out", f"{out}/hub") == 0
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(out / "b.crt", out / "b.key")
    context.load_cert_chain(out / "hub.pem")
    for name in ("b.key", "hub.pem"):
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o600


def test_tokens_are_printed_once_and_kept_nowhere(
    authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(authority, "ca", "token", "north/door", "north/till") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["north/door", "north/till"]
    tokens = [line.split()[1] for line in lines]
    assert len({*tokens}) == 2
    store = b"".join(path.read_bytes() for path in authority.parent.glob("hub.sqlite*"))
    assert not any(token.encode() in store for token in tokens)
    assert run(authority, "ca", "list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["state"]) for row in rows] == [
        ("north/door", "waiting"),
        ("north/till", "waiting"),
    ]


@pytest.mark.parametrize("name", ["north", "North/door", "a/b/c", f"{'a' * 40}/{'b' * 40}"])
def test_a_token_for_what_is_no_device_is_a_mistake_in_the_words(
    authority: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(authority, "ca", "token", name) == 2
    assert "is no device" in capsys.readouterr().err


def test_revoking_and_allowing_once_more_are_in_the_audit_log(
    authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(authority, "ca", "revoke", "north/door") == 1
    assert "otklik-hub ca list" in capsys.readouterr().err
    assert run(authority, "ca", "token", "north/door") == 0
    assert run(authority, "ca", "revoke", "north/door") == 0
    assert run(authority, "ca", "reissue", "north/door") == 0
    door = "device north/door"
    assert logged(authority)[1:] == [
        ("enrolment.allowed", door),
        ("certificate.revoked", door),
        ("certificate.revoked", door),
        ("enrolment.allowed", door),
    ]


def test_enrol_needs_names_for_its_own_certificate(
    authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(authority, "enrol") == 2
    assert "ca.names" in capsys.readouterr().err
