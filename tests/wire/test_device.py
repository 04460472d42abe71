"""A device's whole way, without a network: the recording link plays the broker."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.waiting import PATIENCE_SECONDS, eventually
from tests.wire.events import DEVICE, a_press
from wire import codec
from wire.clock import FakeClock
from wire.device import DeviceLink
from wire.link import Delivery, Link, Will
from wire.messages import VERSION, Ack
from wire.recording_link import RecordingLink
from wire.settings import OutboxSettings
from wire.spill import Kept
from wire.status import OpenWindow, Status
from wire.topics import spell


class Kiosk:
    """A device link on a recording link, stepped by its own thread."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.will = b""
        self.device = DeviceLink(
            DEVICE,
            OutboxSettings(path=str(folder / "outbox.sqlite")),
            self.clock,
            make_link=self.make_link,
            room="kiosk",
            software="1.2.3",
        )

    def make_link(
        self,
        *,
        on_message: Callable[[Delivery], None],
        on_state: Callable[[bool], None],
        will: Will,
    ) -> Link:
        self.will = will.payload
        self.link = RecordingLink(on_message=on_message, on_state=on_state)
        return self.link

    def until(self, condition: Callable[[], object]) -> None:
        """Wait while time goes on: a status may be due a moment after the one before."""

        def come_true() -> object:
            self.clock.advance(0.1)
            return condition()

        eventually(come_true)

    def statuses(self) -> list[Status]:
        topic = spell("north", "kiosk-1", "status")
        return [codec.read_status(m.payload) for m in self.link.published if m.topic == topic]

    def presses(self) -> int:
        topic = spell("north", "kiosk-1", "press")
        batches = [m.payload for m in self.link.published if m.topic == topic]
        return sum(len(codec.read_batch("press", payload).events) for payload in batches)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    one = Kiosk(tmp_path)
    one.device.start()
    yield one
    one.device.stop()


def test_a_press_reaches_the_broker_and_the_ack_frees_it(kiosk: Kiosk) -> None:
    assert kiosk.device.record(a_press(kiosk.clock)) is Kept.ON_DISK
    eventually(lambda: kiosk.presses() == 1)
    epoch = kiosk.device.outbox.state().epoch
    kiosk.link.deliver(
        spell("north", "kiosk-1", "ack"), codec.encode(Ack(v=VERSION, epoch=epoch, seq=1))
    )
    eventually(lambda: kiosk.device.outbox.state().acked_seq == 1)


def test_the_birth_is_retained_and_matches_the_will(kiosk: Kiosk) -> None:
    eventually(kiosk.statuses)
    birth, will = kiosk.statuses()[0], codec.read_status(kiosk.will)
    assert birth.online
    assert not will.online
    assert birth.session == will.session
    assert birth.software == "1.2.3"
    assert all(m.retain for m in kiosk.link.published if m.topic.endswith("/status"))


def test_presses_wait_while_offline_and_go_when_the_broker_is_back(kiosk: Kiosk) -> None:
    eventually(kiosk.statuses)
    kiosk.link.go_offline()
    for _ in range(3):
        kiosk.device.record(a_press(kiosk.clock))
    assert kiosk.presses() == 0
    kiosk.link.go_online()
    eventually(lambda: kiosk.presses() == 3)


def test_a_problem_is_told_at_once_and_taken_back(kiosk: Kiosk) -> None:
    eventually(kiosk.statuses)
    kiosk.device.set_problem("stuck_button", "Button 2 is held down.")
    kiosk.until(lambda: kiosk.statuses()[-1].problems)
    assert kiosk.statuses()[-1].problems[0].text == "Button 2 is held down."
    kiosk.device.set_problem("stuck_button", None)
    kiosk.until(lambda: not kiosk.statuses()[-1].problems)


def test_an_open_window_is_told_between_heartbeats(kiosk: Kiosk) -> None:
    eventually(kiosk.statuses)
    window = OpenWindow(line="door", at=kiosk.clock.now(), entered=1, left=0)
    kiosk.device.set_open_windows([window])
    kiosk.until(lambda: kiosk.statuses()[-1].open_windows == [window])


def test_what_comes_during_the_last_round_goes_too(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    publish = kiosk.link.publish
    busy, go_on = threading.Event(), threading.Event()

    def slowly(*message: Any, **how: Any) -> bool:
        busy.set()
        go_on.wait(PATIENCE_SECONDS)
        return publish(*message, **how)

    kiosk.link.publish = slowly  # type: ignore[method-assign]  # a slow network
    kiosk.device.start()
    assert busy.wait(PATIENCE_SECONDS)
    kiosk.device.record(a_press(kiosk.clock))
    end = threading.Thread(target=kiosk.device.stop)
    end.start()
    eventually(kiosk.device._stopping.is_set)
    go_on.set()
    end.join(PATIENCE_SECONDS)
    assert kiosk.presses() == 1


def test_an_ack_that_cannot_be_read_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.device.record(a_press(kiosk.clock))
    eventually(lambda: kiosk.presses() == 1)
    kiosk.link.deliver(spell("north", "kiosk-1", "ack"), b"garbage")
    kiosk.link.deliver(spell("north", "kiosk-1", "config"), b"{}")
    kiosk.device.record(a_press(kiosk.clock))
    eventually(lambda: kiosk.presses() == 2)
    assert kiosk.device.outbox.state().acked_seq == 0


def test_going_away_on_purpose_is_said(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    kiosk.device.start()
    eventually(kiosk.statuses)
    kiosk.device.stop()
    assert not kiosk.statuses()[-1].online


def test_a_damaged_outbox_is_reported(tmp_path: Path) -> None:
    (tmp_path / "outbox.sqlite").write_bytes(b"garbage" * 1000)
    kiosk = Kiosk(tmp_path)
    kiosk.device.start()
    eventually(kiosk.statuses)
    kiosk.device.stop()
    assert kiosk.statuses()[0].problems[0].code == "outbox_damaged"


def test_a_full_disk_is_in_the_status_and_the_press_is_kept(kiosk: Kiosk) -> None:
    db = kiosk.device.outbox._db
    eventually(kiosk.statuses)
    db.execute(f"PRAGMA max_page_count={db.execute('PRAGMA page_count').fetchone()[0]}")
    while kiosk.device.record(a_press(kiosk.clock)) is Kept.ON_DISK:
        pass
    kiosk.device.set_problem("any", "wakes the loop")
    kiosk.until(lambda: any(p.code == "disk_full" for p in kiosk.statuses()[-1].problems))
    assert kiosk.statuses()[-1].in_memory == 1
    db.execute("PRAGMA max_page_count=1000000")
    kiosk.device.set_problem("any", None)
    kiosk.until(lambda: kiosk.statuses()[-1].in_memory == 0)
    eventually(lambda: kiosk.presses() == kiosk.device.outbox.state().last_seq)


def test_people_inside_are_told_at_once_and_only_where_there_is_a_door(kiosk: Kiosk) -> None:
    eventually(kiosk.statuses)
    assert kiosk.statuses()[-1].occupancy is None
    kiosk.device.set_occupancy(3)
    kiosk.until(lambda: kiosk.statuses()[-1].occupancy == 3)
    kiosk.device.set_occupancy(4)
    kiosk.until(lambda: kiosk.statuses()[-1].occupancy == 4)
