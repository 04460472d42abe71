"""The power goes at every call that changes the disk, and the device comes back with what was good.

A cut is played by all those calls failing from one of them on: handlers and `finally` do not run
either, as without power nothing does.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wire.update.device import DEAD, GOOD, Device, PowerCutError
from tests.wire.update.organisation import Organisation, served
from tests.wire.update.test_update import ALL, WHEELS
from wire.update.errors import UpdateError

CALLS = ("replace", "symlink", "unlink", "mkdir", "rmdir", "fsync", "sync")


class Power:
    """Counts the calls that change the disk; off from the one on that is told."""

    def __init__(self) -> None:
        self.calls = 0
        self.off_at: int | None = None

    def wrap(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if self.off_at is not None and self.calls > self.off_at:
                raise PowerCutError
            return real(*arguments, **named)

        return call

    def on(self) -> None:
        self.calls, self.off_at = 0, None


@pytest.fixture(scope="module")
def power() -> Iterator[Power]:
    power = Power()
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, power.wrap(getattr(os, name)))
        yield power


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A device that has brought 1.1.0 and not installed it; and its root of trust."""
    folder = tmp_path_factory.mktemp("brought")
    organisation = Organisation(folder / "organisation")
    device = Device(folder / "device", organisation.root)
    organisation.release("1.1.0", WHEELS)
    organisation.give_out(ALL)
    with served(organisation.hub) as (url, _):
        assert device.fetch(url).state == "ready"
    return folder / "device", organisation.root


def copy_of(brought: tuple[Path, bytes], to: Path) -> Device:
    shutil.rmtree(to, ignore_errors=True)
    blank = Device(to, brought[1])
    shutil.rmtree(to)
    shutil.copytree(brought[0], to, symlinks=True)
    return blank


def install(device: Device, power: Power, cut: int | None) -> None:
    power.on()
    power.off_at = cut
    try:
        device.apply()
    except (UpdateError, PowerCutError):
        pass
    finally:
        calls = power.calls
        power.on()
        power.calls = calls


def check(device: Device) -> None:
    """What must be so after every start."""
    journal = device.places.journal()
    assert journal.trial == ""
    assert device.runs() == journal.good == device.updater()
    assert device.places.is_whole(device.runs())
    assert device.places.is_whole("1.0.0"), "the way back is there"


@pytest.mark.parametrize("healthy", [True, False], ids=["healthy", "unwell"])
def test_a_cut_at_any_call_leaves_a_good_version(
    brought: tuple[Path, bytes], power: Power, tmp_path: Path, healthy: bool
) -> None:
    looks = [GOOD, GOOD if healthy else DEAD]
    device = copy_of(brought, tmp_path / "whole")
    device.systemd.looks = list(looks)
    install(device, power, None)
    calls = power.calls
    assert device.runs() == ("1.1.0" if healthy else "1.0.0")
    assert calls > 20
    # Until the switch both are alike.
    for cut in range(0 if healthy else calls // 2, calls):
        device = copy_of(brought, tmp_path / "cut")
        device.systemd.looks = list(looks)
        install(device, power, cut)
        device.boot()
        check(device)
        if not healthy:
            assert device.runs() == "1.0.0"


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    story=st.lists(
        st.tuples(st.booleans(), st.one_of(st.none(), st.integers(0, 60)), st.integers(0, 12)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_happens_in_whatever_order_what_runs_was_seen_healthy(
    brought: tuple[Path, bytes],
    power: Power,
    tmp_path: Path,
    story: list[tuple[bool, int | None, int]],
) -> None:
    """Tries that are healthy or not, cut or not, and starts that are cut themselves."""
    device = copy_of(brought, tmp_path / "story")
    seen_healthy = {"1.0.0"}
    for healthy, cut, boot_cut in story:
        device.systemd.looks = [GOOD, GOOD if healthy else DEAD]
        install(device, power, cut)
        if healthy:
            seen_healthy.add("1.1.0")
        power.on()
        power.off_at = boot_cut
        try:
            device.boot()
        except PowerCutError:
            pass
        finally:
            power.on()
        device.boot()
        check(device)
        assert device.runs() in seen_healthy


def test_a_second_cut_during_the_trial_ends_it_for_good(
    brought: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = copy_of(brought, tmp_path / "twice")

    def cut(_seconds: float) -> None:
        raise PowerCutError

    monkeypatch.setattr(device, "rest", cut)
    for words in ("tried once more", "not tried again"):
        with pytest.raises(PowerCutError):
            device.apply()
        assert device.runs() == "1.1.0", "it was on trial"
        device.boot()
        assert device.runs() == "1.0.0"
        assert words in device.places.journal().failed["1.1.0"].why
    assert "not tried again" in device.apply()
    assert device.runs() == "1.0.0"


def test_the_units_follow_the_version_that_runs(
    brought: tuple[Path, bytes], tmp_path: Path
) -> None:
    device = copy_of(brought, tmp_path / "units")
    device.systemd.looks = [GOOD, DEAD]
    with pytest.raises(UpdateError):
        device.apply()
    assert device.systemd.renewals == 2, "there and back"


def test_units_that_cannot_be_installed_leave_nothing_on_trial(
    brought: tuple[Path, bytes], tmp_path: Path
) -> None:
    device = copy_of(brought, tmp_path / "no-units")
    device.systemd.refuses_units = True
    with pytest.raises(UpdateError, match="units could not be installed"):
        device.apply()
    assert device.runs() == "1.0.0"
    journal = device.places.journal()
    assert (journal.trial, "1.1.0" in journal.failed) == ("", True)
    assert device.systemd.restarts == 1, "the version before runs again"


def test_a_journal_that_cannot_be_read_proves_nothing_healthy(
    brought: tuple[Path, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = copy_of(brought, tmp_path / "worn")

    def cut(_seconds: float) -> None:
        raise PowerCutError

    monkeypatch.setattr(device, "rest", cut)
    with pytest.raises(PowerCutError):
        device.apply()
    assert device.runs() == "1.1.0", "it was on trial"
    (device.places.own / "journal.json").write_bytes(b"\xff\x00 a worn card")
    device.boot()
    assert (device.runs(), device.updater()) == ("1.0.0", "1.0.0")
    assert "1.1.0" in device.places.journal().failed


def test_a_card_that_was_written_anew_is_believed(device: Device) -> None:
    device.boot()
    device.have("2.0.0")
    device.places.point("venv", "2.0.0")
    device.boot()
    assert device.places.journal().good == "2.0.0"
    assert device.updater() == "2.0.0"
