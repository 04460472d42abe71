"""A device takes a genuine newer release, and nothing else. Real TUF over loopback."""

import shutil
from datetime import timedelta

import msgspec
import pytest

from firmware_config.release import repository
from firmware_config.release.keys import public_key
from tests.wire.update.device import DEAD, GOOD, MARK, Device
from tests.wire.update.organisation import Organisation, served
from wire import signing
from wire.settings import Secret
from wire.update.errors import InstallError, UpdateError
from wire.update.machine import Kind
from wire.update.release import Wanted
from wire.update.told import told

WHEELS = {"otklik-1.1.0-py3-none-any.whl": b"o" * 3500, "pip-26.0-py3-none-any.whl": b"p" * 100}
ALL = Wanted(version="1.1.0", everybody=True)


def given(organisation: Organisation, wanted: Wanted = ALL, version: str = "1.1.0") -> None:
    organisation.release(version, WHEELS)
    organisation.give_out(wanted)


def test_a_signed_release_is_brought_installed_and_kept(
    organisation: Organisation, device: Device
) -> None:
    given(organisation)
    with served(organisation.hub) as (url, _):
        fetched = device.fetch(url)
    assert (fetched.state, fetched.version) == ("ready", "1.1.0")
    assert device.apply() == "1.1.0 runs, and is healthy."
    assert (device.runs(), device.updater()) == ("1.1.0", "1.1.0")
    assert device.seconds >= 60, "it is watched for a minute"
    assert device.systemd.restarts == 1
    assert device.places.is_whole("1.0.0"), "the last good one stays"
    state = told(device.places)
    assert state is not None
    assert state.state == ""


def test_pip_gets_wheels_by_checksum_and_no_index(
    organisation: Organisation, device: Device
) -> None:
    given(organisation)
    with served(organisation.hub) as (url, _):
        device.fetch(url)
    device.apply()
    venv, pip, check = device.commands
    assert venv[:3] == ["/usr/bin/python3", "-m", "venv"]
    assert {"--no-index", "--require-hashes"} <= set(pip)
    assert check[1:] == ["check", "--offline", "--settings", "/etc/otklik/kiosk.toml"]


@pytest.mark.parametrize(
    "wanted",
    [Wanted(), Wanted(version="1.1.0"), Wanted(version="1.1.0", devices=["0" * 32])],
    ids=["nothing", "nobody", "another"],
)
def test_what_is_not_for_this_device_is_not_brought(
    organisation: Organisation, device: Device, wanted: Wanted
) -> None:
    given(organisation, wanted)
    with served(organisation.hub) as (url, asked):
        assert device.fetch(url).state == ""
    assert not any("/targets/files" in one for one in asked)


def test_a_chosen_device_takes_it(organisation: Organisation, device: Device) -> None:
    given(organisation, Wanted(version="1.1.0", devices=[MARK]))
    with served(organisation.hub) as (url, _):
        assert device.fetch(url).state == "ready"


def test_a_downgrade_is_refused(organisation: Organisation, device: Device) -> None:
    given(organisation, Wanted(version="0.9.0", everybody=True), version="0.9.0")
    with served(organisation.hub) as (url, _):
        fetched = device.fetch(url)
    assert fetched.state == "refused"
    assert "no newer than 1.0.0" in fetched.why


def test_a_release_for_another_machine_is_refused(
    organisation: Organisation, device: Device
) -> None:
    organisation.release("1.1.0", WHEELS, Kind("aarch64", "3.99"))
    organisation.give_out(ALL)
    with served(organisation.hub) as (url, _):
        assert "was not made for" in device.fetch(url).why


def test_a_full_card_is_told_before_anything_is_brought(
    organisation: Organisation, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wire.update.fetching.room_needed", lambda *_: 10**15)
    given(organisation)
    with served(organisation.hub) as (url, asked):
        fetched = device.fetch(url)
    assert "take a larger card" in fetched.why
    assert not any("/targets/files" in one for one in asked)


def test_the_wrong_signature_is_refused(organisation: Organisation, device: Device) -> None:
    stranger = Organisation(organisation.folder.parent / "stranger")
    given(stranger)
    with served(stranger.hub) as (url, _):
        fetched = device.fetch(url)
    assert fetched.state == "refused"
    assert "signature" in fetched.why


@pytest.mark.parametrize("name", ["targets", "staging", "snapshot", "timestamp"])
def test_one_changed_letter_in_a_list_is_refused(
    organisation: Organisation, device: Device, name: str
) -> None:
    given(organisation)
    for path in (organisation.hub / "metadata").glob(f"*{name}.json"):
        content = msgspec.json.decode(path.read_bytes())
        content["signed"]["expires"] = "2099-01-01T00:00:00Z"
        path.write_bytes(msgspec.json.encode(content))
    with served(organisation.hub) as (url, _):
        assert device.fetch(url).state == "refused"
    assert not (device.places.spool / "ready").exists()


def test_a_list_that_has_run_out_is_refused(organisation: Organisation, device: Device) -> None:
    organisation.now -= timedelta(days=8)
    given(organisation)
    with served(organisation.hub) as (url, _):
        fetched = device.fetch(url)
    assert fetched.state == "refused"
    assert "run out" in fetched.why


def test_an_older_list_is_refused(organisation: Organisation, device: Device) -> None:
    given(organisation, Wanted())
    older = organisation.folder / "older"
    shutil.copytree(organisation.hub, older)
    organisation.give_out(ALL)
    with served(organisation.hub) as (url, _):
        device.fetch(url)
    with served(older) as (url, _):
        fetched = device.fetch(url)
    assert fetched.state == "refused"
    assert "older list" in fetched.why


def test_a_changed_file_is_refused(organisation: Organisation, device: Device) -> None:
    given(organisation)

    def spoil(path: str, body: bytes) -> bytes:
        return body.replace(b"o", b"x") if "/files/" in path else body

    with served(organisation.hub, spoil) as (url, _):
        fetched = device.fetch(url)
    assert fetched.state == "refused"
    assert "not the one that was signed" in fetched.why
    assert not (device.places.spool / "ready").exists()


def test_what_came_before_the_break_is_not_brought_twice(
    organisation: Organisation, device: Device
) -> None:
    given(organisation)
    broken = [True]
    begun: list[str] = []

    def spoil(path: str, body: bytes) -> bytes:
        if "otklik-1.1.0" in path:
            begun.append(path)
            if broken[0] and len(begun) == 3:
                raise OSError("the line broke")
        return body

    with served(organisation.hub, spoil) as (url, asked):
        assert device.fetch(url).state == "away"
        broken[0] = False
        before = len(asked)
        assert device.fetch(url).state == "ready"
    [first, *_] = [one for one in asked[before:] if "otklik-1.1.0" in one]
    assert first.endswith(" 2000"), "two parts of a thousand bytes had come"


def test_who_installs_believes_nothing_of_who_fetches(
    organisation: Organisation, device: Device
) -> None:
    given(organisation)
    with served(organisation.hub) as (url, _):
        device.fetch(url)
    [wheel] = (device.places.spool / "targets/files").rglob("otklik-*.whl")
    wheel.write_bytes(b"x" * 3500)
    with pytest.raises(UpdateError, match="not the one that was signed"):
        device.apply()
    assert device.runs() == "1.0.0"
    assert device.commands == []


def test_an_unwell_version_goes_back_and_is_not_tried_again(
    organisation: Organisation, device: Device
) -> None:
    given(organisation)
    device.systemd.looks = [GOOD, DEAD]
    with served(organisation.hub) as (url, _):
        device.fetch(url)
        with pytest.raises(UpdateError, match=r"1\.0\.0 runs again"):
            device.apply()
        assert (device.runs(), device.updater()) == ("1.0.0", "1.0.0")
        assert 300 <= device.seconds < 310, "five minutes, not longer"
        again = device.fetch(url)
    assert again.state == "refused"
    assert "does not start" in again.why
    state = told(device.places)
    assert state is not None
    assert (state.state, state.version) == ("failed", "1.1.0")


def test_a_newer_release_follows_a_failed_one(organisation: Organisation, device: Device) -> None:
    given(organisation)
    device.systemd.looks = [GOOD, DEAD]
    with served(organisation.hub) as (url, _):
        device.fetch(url)
        with pytest.raises(UpdateError):
            device.apply()
        device.systemd.looks = [GOOD]
        given(organisation, Wanted(version="1.1.1", everybody=True), version="1.1.1")
        assert device.fetch(url).state == "ready"
    device.apply()
    assert device.runs() == "1.1.1"
    assert not device.places.version("1.1.0").exists(), "old versions are deleted"


def test_what_cannot_be_installed_is_said_and_not_tried_again(
    organisation: Organisation, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(organisation)
    with served(organisation.hub) as (url, _):
        device.fetch(url)

        def fail(_command: object, said: str) -> str:
            raise InstallError(f"{said}: no room")

        monkeypatch.setattr(device, "run", fail)
        with pytest.raises(InstallError):
            device.apply()
        assert "no room" in device.fetch(url).why
    assert device.runs() == "1.0.0"


def test_a_new_root_is_followed_when_the_old_one_signed_it(
    organisation: Organisation, device: Device
) -> None:
    given(organisation, Wanted())
    organisation.key = Secret(signing.make_key().decode())
    new = public_key(signing.public_key(organisation.key.reveal()))
    repository.renew(organisation.releases, organisation.keys, new, organisation.now)
    given(organisation)
    with served(organisation.hub) as (url, _):
        assert device.fetch(url).state == "ready", "the card's root is the first one"
