"""Real processes: a hub gives certificates, a device asks for one and has it renewed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.__main__ import main
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings of a hub and of a device."""
    port = free_port()
    (tmp_path / "passphrase").write_text("correct horse battery staple")
    (tmp_path / "passphrase").chmod(0o600)
    (tmp_path / "hub.toml").write_text(
        f'[store]\npath = "{tmp_path}/hub.sqlite"\n[ca]\nfolder = "{tmp_path}/ca"\n'
        f'passphrase_file = "{tmp_path}/passphrase"\nbroker_folder = "{tmp_path}/broker"\n'
        f'port = {port}\nnames = ["localhost"]\n'
    )
    (tmp_path / "device").mkdir()
    (tmp_path / "device" / "enrol.toml").write_text(
        '[device]\nsite = "north-3"\nname = "door"\n'
        f'[hub]\nurl = "https://localhost:{port}"\nca_file = "{tmp_path}/ca/ca.crt"\n'
        f'token_file = "{tmp_path}/token"\n'
    )
    return tmp_path


def run(*words: str, cwd: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=cwd,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


@pytest.fixture
def enrol(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`otklik-hub enrol` with its authority."""
    hub = ("--settings", str(folder / "hub.toml"))
    assert main(["ca", "init", "--organisation", "Example Stores", *hub]) == 0
    process = subprocess.Popen([sys.executable, "-m", "hub", "enrol", *hub], cwd=folder)
    yield process
    process.terminate()
    assert process.wait(timeout=PATIENCE_SECONDS) == 0


def test_a_device_enrols_and_the_brokers_list_names_it(
    folder: Path, enrol: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    hub = ("--settings", str(folder / "hub.toml"))
    assert main(["ca", "token", "north-3/door", *hub]) == 0
    (folder / "token").write_text(capsys.readouterr().out.split()[-1])
    (folder / "token").chmod(0o600)
    device = ("wire.identity", "run", "--settings", str(folder / "device" / "enrol.toml"))
    run(*device, cwd=folder / "device")
    shown = run("wire.identity", "show", *device[2:], cwd=folder / "device")
    assert shown.startswith("north-3.door, good until ")
    acl = folder / "broker" / "acl"
    eventually(lambda: "user north-3.door\n" in acl.read_text())
    assert "BEGIN X509 CRL" in (folder / "broker" / "crl.pem").read_text()
    assert main(["ca", "revoke", "north-3/door", *hub]) == 0
    eventually(lambda: "north-3.door" not in acl.read_text())
    assert enrol.poll() is None
