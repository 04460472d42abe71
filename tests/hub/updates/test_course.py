"""A release on its way through a fleet in the store: chosen, watched, stopped, published."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from firmware_config.release import repository
from firmware_config.release.keys import public_key
from hub.errors import ReleaseError
from hub.settings import HubSettings
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.rollouts import Rollout, newest_rollout
from hub.update_settings import UpdatesSettings
from hub.updates.acting import Actor, resume_release, start_release, stop_release
from hub.updates.job import keep_updates
from hub.updates.repository import take
from hub.work.job import Context
from tests.hub.web.books import Books, status
from tests.wire.update.device import Device
from tests.wire.update.organisation import Organisation, served
from tests.wire.update.test_update import WHEELS
from wire import signing
from wire.status import UpdateState
from wire.update.marks import device_mark

DEVICES = 40
_NO_NEWS = UpdateState()


class Hub:
    """A hub with forty kiosks, and a clock."""

    def __init__(self, engine: Engine, organisation: Organisation, folder: Path) -> None:
        key = folder / "update-key.pem"
        key.write_text(organisation.key.reveal())
        key.chmod(0o600)
        self.engine = engine
        self.now = organisation.now
        self.settings = HubSettings(
            updates=UpdatesSettings(folder=str(organisation.hub), key_file=str(key), soak_hours=24)
        )
        self.books = Books(engine)
        self.kiosks = {
            name: self.books.device(self.books.site(name, name, "UTC"), "door", "kiosk")
            for name in (f"s{n}" for n in range(DEVICES))
        }
        for name in self.kiosks:
            self.say(name, "1.0.0")

    @property
    def now_ms(self) -> int:
        return round(self.now.timestamp() * 1000)

    def say(self, name: str, runs: str, news: UpdateState = _NO_NEWS) -> None:
        said = status(name, "door", "kiosk", self.now, software=runs, update=news)
        self.books.says(self.kiosks[name], said, self.now_ms)

    def start(self, version: str = "1.1.0") -> None:
        with writing(self.engine) as conn:
            start_release(conn, self.settings, version, Actor("anna", self.now_ms))

    def act(self, action: Callable[..., None]) -> None:
        with writing(self.engine) as conn:
            action(conn, Actor("anna", self.now_ms))

    def work(self, rounds: int = 2) -> Rollout:
        for _ in range(rounds):
            keep_updates(Context(self.engine, self.settings, self.now_ms, lambda: None))
        with reading(self.engine) as conn:
            found = newest_rollout(conn)
        assert found is not None
        return found

    def wanted(self) -> set[str]:
        """The shops whose kiosk is to have it, as a device would read it."""
        folder = Path(self.settings.updates.folder) / "metadata"
        newest = max(folder.glob("*.staging.json"), key=lambda path: int(path.name.split(".")[0]))
        [target] = msgspec.json.decode(newest.read_bytes())["signed"]["targets"].values()
        marks = set(target["custom"]["devices"])
        return {name for name in self.kiosks if device_mark(name, "door") in marks}

    def everybody_follows(self) -> None:
        mine = self.wanted()
        for name in self.kiosks:
            self.say(name, "1.1.0" if name in mine else "1.0.0")


@pytest.fixture
def hub(engine: Engine, tmp_path: Path) -> Hub:
    organisation = Organisation(tmp_path / "organisation")
    organisation.release("1.1.0", WHEELS)
    return Hub(engine, organisation, tmp_path)


def test_a_release_goes_to_two_of_forty_then_ten_then_all(hub: Hub) -> None:
    hub.start()
    sizes = []
    for _ in range(3):
        release = hub.work()
        sizes.append(len(hub.wanted()))
        hub.everybody_follows()
        assert hub.work(1).stage == release.stage or release.stage == 2, "it rests first"
        hub.now += timedelta(hours=24, minutes=1)
        hub.everybody_follows()
        release = hub.work(1)
    assert sizes == [2, 10, 40]
    assert release.state == "done"
    with reading(hub.engine) as conn:
        told = [entry.what for entry in entries(conn)]
    assert told.count("release.went_further") == 2
    assert told[0] == "release.done"


def test_it_stops_when_a_device_goes_back(hub: Hub) -> None:
    hub.start()
    hub.work()
    mine = sorted(hub.wanted())
    news = UpdateState(state="failed", version="1.1.0", why="A service does not start.")
    hub.say(mine[0], "1.0.0", news)
    release = hub.work()
    assert (release.state, release.why) == ("stopped", "failed")
    assert hub.wanted() == set()
    hub.now += timedelta(hours=25)
    assert hub.work().state == "stopped", "until a person lets it go on"
    hub.act(resume_release)
    hub.say(mine[1], "1.1.0")
    assert hub.work().state == "running"
    assert hub.wanted() == set(mine)


def test_it_goes_no_further_while_devices_have_not_followed(hub: Hub) -> None:
    hub.start()
    hub.work()
    hub.now += timedelta(hours=25)
    for name in hub.kiosks:
        hub.say(name, "1.0.0")
    assert hub.work().stage == 0


def test_a_person_stops_it_and_a_newer_one_replaces_it(hub: Hub) -> None:
    hub.start()
    hub.work()
    hub.act(stop_release)
    assert hub.work().state == "stopped"
    with pytest.raises(ReleaseError, match="never go back"):
        hub.start("1.1.0")
    with pytest.raises(ReleaseError, match="no such release"):
        hub.start("9.9.9")


def test_a_device_that_takes_no_releases_is_left_out(hub: Hub) -> None:
    other = hub.books.device(hub.books.site("x", "X", "UTC"), "door", "kiosk")
    hub.books.says(other, status("x", "door", "kiosk", hub.now), hub.now_ms)
    hub.start()
    hub.work()
    assert len(hub.wanted()) == 2


def test_lists_are_signed_anew_each_day_and_not_more_often(hub: Hub) -> None:
    hub.start()
    hub.work()
    timestamp = Path(hub.settings.updates.folder) / "metadata/timestamp.json"
    first = timestamp.read_bytes()
    hub.work()
    assert timestamp.read_bytes() == first
    hub.now += timedelta(hours=25)
    hub.work()
    assert timestamp.read_bytes() != first


def test_a_device_reads_what_this_hub_publishes(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.start()
    hub.work()
    [one, _] = sorted(hub.wanted())
    root = (Path(hub.settings.updates.folder) / "metadata/1.root.json").read_bytes()
    device = Device(tmp_path / "device", root)
    with served(Path(hub.settings.updates.folder)) as (url, _asked):
        assert device.fetch(url).state == "", "north-3 was not chosen"
        theirs = device.settings(url)
        mine = msgspec.structs.replace(theirs.device, site=one, name="door")
        ours = msgspec.structs.replace(theirs, device=mine)
        monkeypatch.setattr(device, "settings", lambda _url: ours)
        assert device.fetch(url).state == "ready"


def test_releases_for_another_hub_are_not_taken(tmp_path: Path) -> None:
    one, other = Organisation(tmp_path / "one"), Organisation(tmp_path / "other")
    one.sign("1.1.0", WHEELS)
    with pytest.raises(ReleaseError, match="another hub's key"):
        take(one.releases, other.hub, other.key, other.now)
    assert not other.hub.exists()


def test_a_folder_of_other_keys_does_not_replace_ours(tmp_path: Path) -> None:
    one, other = Organisation(tmp_path / "one"), Organisation(tmp_path / "other")
    one.release("1.1.0", WHEELS)
    other.sign("1.2.0", WHEELS)
    hub_key = public_key(signing.public_key(one.key.reveal()))
    repository.renew(other.releases, other.keys, hub_key, other.now)
    before = sorted(path.name for path in one.hub.rglob("*"))
    with pytest.raises(ReleaseError, match="cannot be used"):
        take(other.releases, one.hub, one.key, one.now)
    assert sorted(path.name for path in one.hub.rglob("*")) == before
