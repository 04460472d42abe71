"""The sender against a pretended hub: whatever is lost on the way, everything arrives once."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wire.events import a_press, a_window
from wire import codec
from wire.clock import FakeClock
from wire.messages import VERSION, Ack
from wire.outbox import Outbox
from wire.recording_link import RecordingLink
from wire.sender import PATIENCE_MS, WINDOW_EVENTS, Sender, SendWindow


class Shop:
    """One outbox, one sender, and a link that can be cut."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.link = RecordingLink(on_state=lambda up: self.sender.on_connect() if up else None)
        self.sender = Sender(self.outbox, self.link, self.clock, site="north", device="kiosk-1")
        self.link.go_online()

    def send_all(self) -> None:
        while self.sender.step():
            pass

    def ack(self, seq: int, epoch: str | None = None) -> None:
        epoch = epoch or self.outbox.state().epoch
        self.sender.take_ack(Ack(v=VERSION, epoch=epoch, seq=seq))

    def sent(self) -> list[int]:
        seqs = []
        for message in self.link.published:
            stream = message.topic.rsplit("/", 1)[1]
            seqs += [event.seq for event in codec.read_batch(stream, message.payload).events]
        return seqs


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    one = Shop(tmp_path)
    yield one
    one.outbox.close()


def test_a_press_is_sent_once_and_not_again_while_the_ack_is_due(shop: Shop) -> None:
    shop.outbox.append(a_press())
    shop.send_all()
    shop.clock.advance(3600)
    shop.send_all()
    assert shop.sent() == [1]


def test_a_backlog_goes_in_batches_of_one_stream_each(shop: Shop) -> None:
    shop.outbox.append_all([*[a_press()] * 700, *[a_window()] * 10, *[a_press()] * 5])
    shop.send_all()
    topics = [message.topic.rsplit("/", 1)[1] for message in shop.link.published]
    assert topics == ["press", "press", "footfall", "press"]
    assert shop.sent() == list(range(1, 716))


def test_nothing_is_sent_without_a_connection(shop: Shop) -> None:
    shop.link.go_offline()
    shop.outbox.append(a_press())
    assert shop.sender.step() is False
    assert shop.link.published == []


def test_no_more_than_the_window_is_under_way(shop: Shop) -> None:
    shop.outbox.append_all([a_press()] * (WINDOW_EVENTS + 100))
    shop.send_all()
    assert len(shop.sent()) == WINDOW_EVENTS
    shop.ack(WINDOW_EVENTS)
    shop.send_all()
    assert len(shop.sent()) == WINDOW_EVENTS + 100


def test_what_the_broker_lost_is_sent_again_when_the_hub_says_where_it_stands(shop: Shop) -> None:
    shop.outbox.append_all([a_press()] * 5)
    shop.send_all()
    shop.clock.advance(PATIENCE_MS / 1000)
    shop.ack(2)
    shop.send_all()
    assert shop.sent() == [1, 2, 3, 4, 5, 3, 4, 5]


def test_an_ack_on_its_way_while_more_is_sent_causes_no_repeat(shop: Shop) -> None:
    shop.ack(0)
    shop.outbox.append_all([a_press()] * 3)
    shop.send_all()
    shop.clock.advance(0.05)
    shop.ack(2)
    shop.send_all()
    assert shop.sent() == [1, 2, 3]


def test_the_first_ack_of_a_new_connection_tells_what_the_old_one_lost(shop: Shop) -> None:
    shop.outbox.append_all([a_press()] * 3)
    shop.send_all()
    shop.link.go_offline()
    shop.link.go_online()
    shop.ack(1)
    shop.send_all()
    assert shop.sent() == [1, 2, 3, 2, 3]


def test_a_restored_hub_gets_delivered_events_again(shop: Shop) -> None:
    shop.outbox.append_all([a_press()] * 4)
    shop.send_all()
    shop.ack(4)
    shop.ack(1)
    shop.send_all()
    assert shop.sent() == [1, 2, 3, 4, 2, 3, 4]


def test_an_ack_of_another_epoch_is_not_ours(shop: Shop) -> None:
    shop.outbox.append(a_press())
    shop.send_all()
    shop.ack(1, epoch="f" * 32)
    assert shop.outbox.state().acked_seq == 0


def test_an_older_copy_of_an_outbox_sends_under_its_new_epoch(shop: Shop) -> None:
    old = shop.outbox.state().epoch
    shop.outbox.append_all([a_press()] * 2)
    shop.send_all()
    shop.ack(40)
    shop.send_all()
    received = codec.read_batch("press", shop.link.published[-1].payload)
    assert received.header.epoch != old
    assert [event.seq for event in received.events] == [1, 2]


class ForgetfulHub:
    """Stores what the link carried, loses messages, goes back to yesterday's backup."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.stored: set[int] = set()
        self._read = 0

    def act(self, step: str) -> None:
        actions: dict[str, Callable[[], object]] = {
            "press": lambda: self.shop.outbox.append(a_press(self.shop.clock)),
            "send": self.shop.send_all,
            "lose": self.lose,
            "hub": self.read,
            "cut": self.cut,
            "wait": lambda: self.shop.clock.advance(PATIENCE_MS / 1000),
            "restore": lambda: self.stored.intersection_update({1, 2}),
        }
        actions[step]()

    def lose(self) -> None:
        self._read = len(self.shop.link.published)

    def cut(self) -> None:
        self.shop.link.go_offline()
        self.shop.link.go_online()

    def read(self) -> None:
        for message in self.shop.link.published[self._read :]:
            self.stored |= {e.seq for e in codec.read_batch("press", message.payload).events}
        self.lose()
        self.shop.ack(next(n for n in itertools.count() if n + 1 not in self.stored))


STEPS = st.sampled_from(["press", "send", "lose", "hub", "cut", "wait", "restore"])


@given(st.lists(STEPS, max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_is_lost_everything_arrives(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    shop = Shop(tmp_path_factory.mktemp("walk"))
    hub = ForgetfulHub(shop)
    for step in [*steps, *["wait", "hub", "send"] * 4, "hub"]:
        hub.act(step)
    state = shop.outbox.state()
    shop.outbox.close()
    assert sorted(hub.stored) == list(range(1, state.last_seq + 1))
    assert state.acked_seq == state.last_seq


def test_the_window_never_goes_below_what_is_acknowledged() -> None:
    window = SendWindow(acked=0)
    window.on_sent(10, now_ms=0)
    window.on_ack(12, now_ms=0)  # an earlier life of this process had sent more
    assert (window.acked, window.sent) == (12, 12)
