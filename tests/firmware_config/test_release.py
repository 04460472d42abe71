"""Releases: keys with a passphrase, a bundle signed, and what a card says about them."""

import tomllib
from pathlib import Path

import pytest

from firmware_config.cli import main
from firmware_config.release.keys import open_keys
from tests.wire.update.organisation import bundle_of
from wire import signing
from wire.settings import load
from wire.update.machine import Kind
from wire.update.settings import UpdateSettings

HUB = signing.public_key(signing.make_key().decode())
TRIXIE = Kind("aarch64", "3.13")
WHEELS = {"otklik-1.1.0-py3-none-any.whl": b"otklik", "pip-26.0-py3-none-any.whl": b"pip"}


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, list[str]]:
    """A folder of releases, and what names its keys."""
    (tmp_path / "passphrase").write_text("correct horse battery\n")
    keys = ["--keys", f"{tmp_path}/keys", "--passphrase-file", f"{tmp_path}/passphrase"]
    folder = tmp_path / "releases"
    assert main(["release", "init", str(folder), "--hub-key", HUB, *keys]) == 0
    return folder, keys


def add(folder: Path, keys: list[str], version: str, wheels: dict[str, bytes]) -> int:
    bundle = bundle_of(folder.parent / "bundle", version, wheels, TRIXIE)
    return main(["release", "add", str(folder), str(bundle), *keys])


def test_a_bundle_becomes_a_release(
    signed: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    assert add(folder, keys, "1.1.0", WHEELS) == 0
    assert add(folder, keys, "1.10.0", WHEELS) == 0
    assert add(folder, keys, "1.10.0", WHEELS) == 0, "the same once more is no fault"
    capsys.readouterr()
    assert main(["release", "list", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["1.10.0", "aarch64-python3.13"]
    assert lines[1].split() == ["1.1.0", "aarch64-python3.13"]
    wheels = list((folder / "targets/files").rglob("*.whl"))
    assert len(wheels) == 2, "releases share files"


def test_a_version_is_signed_with_one_content(
    signed: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    assert add(folder, keys, "1.1.0", WHEELS) == 0
    changed = {**WHEELS, "otklik-1.1.0-py3-none-any.whl": b"another"}
    assert add(folder, keys, "1.1.0", changed) == 1
    assert "give the new one a new version" in capsys.readouterr().err


def test_a_bundle_that_was_changed_after_its_collection_is_not_signed(
    signed: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    bundle = bundle_of(folder.parent / "bundle", "1.1.0", WHEELS, TRIXIE)
    (bundle / "wheels/otklik-1.1.0-py3-none-any.whl").write_bytes(b"changed")
    assert main(["release", "add", str(folder), str(bundle), *keys]) == 1
    assert "not as it was collected" in capsys.readouterr().err


def test_a_folder_that_takes_no_release_is_told(
    signed: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    (folder / "targets/releases").write_text("in the way")
    assert add(folder, keys, "1.1.0", WHEELS) == 1
    assert f"{folder} cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("version", ["1.1.0.dev3", "1.1.0+local", "unknown"])
def test_a_version_that_devices_cannot_compare_is_refused(
    signed: tuple[Path, list[str]], version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    assert add(folder, keys, version, WHEELS) == 1
    assert "cannot be a release" in capsys.readouterr().err


def test_keys_are_encrypted_private_and_never_replaced(
    signed: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, keys = signed
    for name in ("root", "targets"):
        path = tmp_path / "keys" / f"{name}.pem"
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"ENCRYPTED" in path.read_bytes()
    other = tmp_path / "other"
    assert main(["release", "init", str(other), "--hub-key", HUB, *keys]) == 1
    assert "never replaced" in capsys.readouterr().err
    (tmp_path / "passphrase").write_text("incorrect horse battery\n")
    assert main(["release", "renew", str(folder), *keys]) == 1
    assert "passphrase is wrong" in capsys.readouterr().err


def test_a_short_passphrase_and_a_wrong_hub_key_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "passphrase").write_text("short\n")
    keys = ["--keys", f"{tmp_path}/keys", "--passphrase-file", f"{tmp_path}/passphrase"]
    assert main(["release", "init", f"{tmp_path}/releases", "--hub-key", HUB, *keys]) == 1
    assert "too short" in capsys.readouterr().err
    assert main(["release", "init", f"{tmp_path}/releases", "--hub-key", "abc", *keys]) == 1
    assert "is no key" in capsys.readouterr().err


def test_a_renewal_is_signed_by_the_same_keys(signed: tuple[Path, list[str]]) -> None:
    folder, keys = signed
    before = (folder / "metadata/root.json").read_bytes()
    assert main(["release", "renew", str(folder), *keys]) == 0
    assert (folder / "metadata/1.root.json").read_bytes() == before
    assert (folder / "metadata/2.root.json").exists()
    opened = open_keys(folder.parent / "keys", "correct horse battery")
    assert opened.root.public_key.keyid in (folder / "metadata/2.root.json").read_text()


def test_cards_say_whose_releases_they_take(
    signed: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    releases, _ = signed
    fleet = tmp_path / "stores"
    key = ["--key", f"{tmp_path}/fleet.key"]
    init = ["fleet", "init", str(fleet), "--organisation", "E", "--broker", "10.0.0.1", *key]
    assert main(init) == 0
    shop = ["fleet", "add", "shop", str(fleet), "n", "--name", "N", "--timezone", "Europe/Berlin"]
    assert main(shop) == 0
    assert main(["fleet", "add", "device", str(fleet), "n/door", "--role", "camera"]) == 0
    updates = ["fleet", "updates", str(fleet), "--url", "http://hub:8080"]
    assert main([*updates, "--releases", str(releases)]) == 0
    assert tomllib.loads((fleet / "fleet.toml").read_text())["updates"]["url"] == "http://hub:8080"
    assert main(["render", str(fleet), "--out", f"{tmp_path}/out", *key]) == 0
    device = tmp_path / "out/devices/n/door/etc/otklik"
    settings = load(UpdateSettings, device / "update.toml")
    assert (settings.role, settings.device.site) == ("camera", "n")
    root = (releases / "metadata/root.json").read_bytes()
    assert (device / "update-root.json").read_bytes().strip() == root.strip()
    capsys.readouterr()
