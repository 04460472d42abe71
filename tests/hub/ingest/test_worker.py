import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from hub.errors import StoreUnavailableError
from hub.ingest.handler import DeviceAck, Handler
from hub.ingest.sorting import Message
from hub.ingest.worker import IngestWorker, mqtt_link_maker
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.schema import press, quarantine
from hub.store.signs import signs
from tests.hub.ingest.building import (
    DEVICE,
    SITE,
    START_MS,
    a_press,
    check_sums_equal_a_recount,
    rows,
    sent,
)
from tests.support.broker import Broker
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.clock import FakeClock, SystemClock
from wire.codec import read_ack
from wire.link import Delivery, Link, MqttLink
from wire.recording_link import RecordingLink
from wire.service import StopFlag
from wire.settings import BrokerSettings
from wire.topics import Subscription, spell

SETTINGS = HubSettings()


class Bench:
    """A worker between a recording link and a real store; `break_` is raised by the store."""

    def __init__(self, engine: Engine) -> None:
        self.link = RecordingLink()
        self.clock = FakeClock()
        self.handler = Handler(engine, SETTINGS)
        self.broken: Callable[[list[Message]], None] = lambda _messages: None
        self.calls: list[int] = []
        real = self.handler.handle

        def handle(messages: list[Message]) -> list[DeviceAck]:
            self.calls.append(len(messages))
            self.broken(messages)
            return real(messages)

        self.handler.handle = handle  # type: ignore[method-assign]  # counted, then the real
        self.worker = IngestWorker(self.handler, SETTINGS, self.clock, self._make_link)
        self.link.go_online()

    def _make_link(
        self, *, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None]
    ) -> Link:
        self.link.on_message, self.link.on_state = on_message, on_state
        return self.link

    def deliver(self, *messages: Message) -> None:
        for message in messages:
            self.link.deliver(message.topic, message.payload)

    def acks(self) -> list[tuple[str, int]]:
        return [(one.topic, read_ack(one.payload).seq) for one in self.link.published]


@pytest.fixture
def bench(engine: Engine) -> Iterator[Bench]:
    one = Bench(engine)
    yield one
    one.handler.close()


ACK = spell(SITE, DEVICE, "ack")


def test_what_waits_is_stored_at_once_confirmed_and_acknowledged(
    bench: Bench, engine: Engine
) -> None:
    bench.deliver(*[sent(a_press(seq)) for seq in range(1, 6)])
    assert bench.worker.step(0)
    assert bench.calls == [5]
    assert len(rows(engine, press)) == 5
    assert len(bench.link.confirmed) == 5
    assert bench.acks() == [(ACK, 5)]


def test_nothing_is_confirmed_before_it_is_stored(bench: Bench) -> None:
    def look(_messages: list[Message]) -> None:
        assert bench.link.confirmed == []
        assert bench.link.published == []

    bench.broken = look
    bench.deliver(sent(a_press(1)))
    bench.worker.step(0)
    assert len(bench.link.confirmed) == 1


def test_acks_are_shared_by_what_comes_fast(bench: Bench) -> None:
    for seq in range(1, 2501):
        bench.deliver(sent(a_press(seq)))
    for _ in range(3):
        bench.worker.step(0)
    assert bench.calls == [1000, 1000, 500]
    assert bench.acks() == [(ACK, 2500)]


def test_acks_do_not_wait_long_for_an_end(bench: Bench) -> None:
    for seq in range(1, 2501):
        bench.deliver(sent(a_press(seq)))
    bench.worker.step(0)
    bench.clock.advance(0.6)
    bench.worker.step(0)
    assert bench.acks() == [(ACK, 2000)]


def _unavailable(_messages: list[Message]) -> None:
    raise StoreUnavailableError("The store takes nothing (disk full).")


def test_a_store_that_takes_nothing_is_tried_again_and_said_once(
    bench: Bench, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "otklik.ingest")
    bench.broken = _unavailable
    bench.deliver(sent(a_press(1)))
    for _ in range(3):
        assert not bench.worker.step(0)
    assert "disk full" in str(bench.worker.problem)
    assert bench.link.confirmed == []
    bench.broken = lambda _messages: None
    bench.deliver(sent(a_press(2)))
    assert bench.worker.step(0)
    assert bench.worker.step(0)
    assert bench.worker.problem is None
    assert len(bench.link.confirmed) == 2
    assert len(rows(engine, press)) == 2
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]


def test_a_store_that_another_program_holds_is_waited_for(bench: Bench, engine: Engine) -> None:
    bench.deliver(sent(a_press(1)))
    with writing(engine):
        thread = threading.Thread(target=bench.worker.step, args=(0,))
        thread.start()
        eventually(lambda: bench.calls)
        assert rows(engine, press) == []
    thread.join(PATIENCE_SECONDS)
    assert len(rows(engine, press)) == 1


def test_a_message_that_makes_us_fail_costs_no_other(
    bench: Bench, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    poison = sent(a_press(1), device="kiosk-13")

    def fail(messages: list[Message]) -> None:
        if any(message.topic == poison.topic for message in messages):
            raise ZeroDivisionError("division by zero")

    bench.broken = fail
    good = [sent(a_press(seq)) for seq in range(1, 8)]
    bench.deliver(*good[:3], poison, *good[3:])
    assert bench.worker.step(0)
    assert len(rows(engine, press)) == 7
    assert len(bench.link.confirmed) == 8
    assert bench.acks() == [(ACK, 7)]
    [entry] = rows(engine, quarantine)
    assert (entry["code"], entry["detail"]) == ("crash", "ZeroDivisionError: division by zero")
    bench.deliver(poison)
    bench.worker.step(0)
    assert len(caplog.records) == 1
    check_sums_equal_a_recount(engine)


def test_receipts_of_an_earlier_connection_are_not_used(bench: Bench, engine: Engine) -> None:
    bench.deliver(sent(a_press(1)))
    bench.link.go_offline()
    bench.link.go_online()
    bench.deliver(sent(a_press(1)))
    bench.worker.step(0)
    assert len(bench.link.confirmed) == 1
    assert len(rows(engine, press)) == 1


def test_the_time_of_coming_counts_not_that_of_storing(bench: Bench, engine: Engine) -> None:
    bench.broken = _unavailable
    bench.deliver(Message(f"otklik/1/{SITE}/{DEVICE}/press", b"unreadable", 0))
    bench.worker.step(0)
    bench.clock.advance(3600)
    bench.broken = lambda _messages: None
    bench.worker.step(0)
    assert rows(engine, quarantine)[0]["received_ms"] == START_MS


def test_it_ends_on_request_though_the_network_waits_for_room(engine: Engine) -> None:
    bench = Bench(engine)
    stop = StopFlag()
    beats: list[None] = []
    thread = threading.Thread(
        target=bench.worker.run, args=(stop, lambda: beats.append(None)), name="otklik-test"
    )
    thread.start()
    bench.deliver(sent(a_press(1)))
    eventually(lambda: rows(engine, press))
    stop.set()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    assert beats
    assert not bench.link.connected


@pytest.mark.broker
def test_messages_wait_at_a_real_broker_while_ingest_is_away(
    engine: Engine, broker: Broker
) -> None:
    settings = HubSettings(broker=BrokerSettings(port=broker.port))
    acks: list[int] = []
    device = MqttLink(
        settings.broker,
        client_id="kiosk",
        subscriptions=[Subscription(ACK, 0)],
        on_message=lambda delivery: acks.append(read_ack(delivery.payload).seq),
        on_state=lambda _connected: None,
    )
    device.start()

    def run_until(condition: Callable[[], object]) -> None:
        handler = Handler(engine, settings)
        worker = IngestWorker(handler, settings, SystemClock(), mqtt_link_maker(settings))
        stop = StopFlag()
        thread = threading.Thread(target=worker.run, args=(stop,), name="otklik-test")
        thread.start()
        try:
            eventually(condition)
        finally:
            stop.set()
            thread.join(PATIENCE_SECONDS)

    def publish(seq: int) -> None:
        message = sent(a_press(seq))
        eventually(lambda: device.publish(message.topic, message.payload))

    def first_is_acknowledged() -> bool:
        publish(1)  # until the broker knows that somebody listens, it keeps nothing
        return acks[-1:] == [1]

    try:
        run_until(first_is_acknowledged)
        for seq in range(2, 51):
            publish(seq)
        run_until(lambda: acks[-1:] == [50])
    finally:
        device.stop()
    assert len(rows(engine, press)) == 50
    check_sums_equal_a_recount(engine)


def test_a_sign_of_life_is_left_now_and_then(bench: Bench, engine: Engine) -> None:
    def newest() -> tuple[str, bool, int]:
        with reading(engine) as conn:
            [sign] = signs(conn)
        return sign.worker, sign.connected, sign.at_ms

    assert bench.worker._sign()
    first_ms = newest()[2]
    assert newest() == ("ingest-1", True, first_ms)
    bench.link.go_offline()
    bench.clock.advance(14)
    assert bench.worker._sign()
    assert newest()[2] == first_ms
    bench.clock.advance(1)
    assert bench.worker._sign()
    assert newest() == ("ingest-1", False, first_ms + 15_000)


def test_without_a_store_there_is_no_sign_but_a_problem(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sign: object) -> None:
        raise StoreUnavailableError("The disk is full.")

    monkeypatch.setattr(bench.handler, "sign", fail)
    assert not bench.worker._sign()
    assert bench.worker.problem == "The disk is full."
