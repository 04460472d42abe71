"""Which orders a device follows, and that it answers."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.broker import Broker
from tests.support.waiting import eventually
from tests.wire.events import DEVICE
from wire import codec
from wire.clock import FakeClock
from wire.device import DeviceLink
from wire.errors import OtklikError, UnreadableError
from wire.link import Delivery, MqttLink
from wire.link_maker import mqtt_link_maker
from wire.log_memory import LogMemory, masked
from wire.messages import VERSION, Answer
from wire.order_settings import OrderSettings
from wire.orders import GOOD_MS, MAX_LINES, Order, OrderDesk, Outcome, SignedOrder
from wire.settings import BrokerSettings, OutboxSettings
from wire.signing import make_key, public_key, sign, verify
from wire.topics import Subscription, spell

KEY = make_key().decode()
OTHER = make_key().decode()
PUBLIC = public_key(KEY)
SESSION = "5" * 32


def an_order(**changes: object) -> Order:
    order = Order(
        v=VERSION,
        name="1" * 32,
        site=DEVICE.site,
        device=DEVICE.name,
        session=SESSION,
        kind="test",
        until_boot_ms=FakeClock().boot_ms() + GOOD_MS,
    )
    return msgspec.structs.replace(order, **changes)


def signed(order: Order, key: str = KEY) -> bytes:
    body = codec.encode(order)
    return codec.encode(SignedOrder(order=body.decode(), signature=sign(key, body)))


class Desk:
    """A desk whose actions are counted."""

    def __init__(self, action: Callable[[], Outcome] | None = None) -> None:
        self.clock = FakeClock()
        self.done = 0
        self._action = action or (lambda: Outcome(True, ["in order"]))
        checked = partial(verify, PUBLIC)
        self.desk = OrderDesk(DEVICE, SESSION, self.clock, checked, {"test": self._act})

    def _act(self) -> Outcome:
        self.done += 1
        return self._action()

    def take(self, order: Order, key: str = KEY) -> Answer:
        return self.desk.take(signed(order, key))


def test_an_order_of_the_hub_is_followed_and_answered() -> None:
    desk = Desk()
    answer = desk.take(an_order())
    assert (answer.ok, [one.text for one in answer.lines]) == (True, ["in order"])
    assert (answer.site, answer.device, answer.name) == (DEVICE.site, DEVICE.name, "1" * 32)
    assert desk.done == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"session": "6" * 32}, "started anew"),
        ({"until_boot_ms": FakeClock().boot_ms() - 1}, "too late"),
        ({"kind": "locate"}, "cannot do that"),
    ],
)
def test_what_is_refused_is_answered_with_the_reason(changes: dict[str, object], why: str) -> None:
    desk = Desk()
    answer = desk.take(an_order(**changes))
    assert not answer.ok
    assert why in answer.lines[0].text
    assert desk.done == 0


@pytest.mark.parametrize(
    "changes", [{"site": "elsewhere"}, {"device": "another"}, {"v": VERSION + 1}]
)
def test_what_is_meant_for_others_is_not_answered(changes: dict[str, object]) -> None:
    with pytest.raises(UnreadableError):
        Desk().take(an_order(**changes))


def test_a_repeat_is_followed_once() -> None:
    desk = Desk()
    desk.take(an_order())
    with pytest.raises(UnreadableError, match="already"):
        desk.take(an_order())
    assert desk.done == 1


def test_another_key_opens_nothing() -> None:
    desk = Desk()
    with pytest.raises(UnreadableError, match="signature"):
        desk.take(an_order(), OTHER)
    assert desk.done == 0


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_opens_nothing(at: int, flip: int) -> None:
    payload = bytearray(signed(an_order()))
    payload[at % len(payload)] ^= flip
    desk = Desk()
    if bytes(payload) == signed(an_order()):
        return
    # The JSON around it may change its spelling; what is signed may not.
    try:
        desk.desk.take(bytes(payload))
    except UnreadableError:
        assert desk.done == 0
    else:
        assert msgspec.json.decode(bytes(payload), type=SignedOrder).order.encode() == codec.encode(
            an_order()
        )


@given(st.binary(max_size=300))
def test_noise_is_unreadable_and_nothing_else(noise: bytes) -> None:
    with pytest.raises(UnreadableError):
        Desk().desk.take(noise)


def test_an_action_that_fails_says_why_and_is_over() -> None:
    def fails() -> Outcome:
        raise OtklikError("The light does not obey.")

    desk = Desk(fails)
    answer = desk.take(an_order())
    assert (answer.ok, answer.lines[0].text) == (False, "The light does not obey.")
    with pytest.raises(UnreadableError):
        desk.take(an_order())


def test_an_answer_is_bounded() -> None:
    desk = Desk(lambda: Outcome(True, [str(n) * 400 for n in range(500)]))
    answer = desk.take(an_order())
    assert len(answer.lines) == MAX_LINES
    assert answer.lines[-1].text == ("499" * 400)[:300]
    assert codec.read_answer(codec.encode(answer)) == answer


def test_signatures_are_those_of_the_standard() -> None:
    # RFC 8032, section 7.1, TEST 2.
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify(public, b"\x72", signature)
    assert not verify(public, b"\x73", signature)
    assert not verify("ff" * 32, b"\x72", signature)
    assert not verify("", b"\x72", "")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("password=hunter2 sent", "password=******** sent"),
        ('"mqtt_token": "abc", next', '"mqtt_token": ********, next'),
        ("WIFI_PSK: s3cret;x", "WIFI_PSK: ********;x"),
        ("The secret is kept.", "The secret is kept."),
        ("a press of button 1", "a press of button 1"),
    ],
)
def test_what_looks_like_a_secret_is_stars(line: str, shown: str) -> None:
    assert masked(line) == shown


def test_the_log_keeps_the_newest_lines() -> None:
    memory = LogMemory()
    for number in range(300):
        memory.handle(logging.makeLogRecord({"msg": f"line {number}", "levelno": logging.INFO}))
    lines = memory.lines()
    assert len(lines) == 200
    assert lines[-1].endswith("line 299")


def test_a_device_follows_an_order_through_a_real_broker(tmp_path: Path) -> None:
    answers: list[Answer] = []
    statuses: list[str] = []

    def hear(delivery: Delivery) -> None:
        if delivery.topic.endswith("/answer"):
            answers.append(codec.read_answer(delivery.payload))
        else:
            statuses.append(codec.read_status(delivery.payload).session)

    broker = Broker(tmp_path)
    broker.start()
    settings = BrokerSettings(host="127.0.0.1", port=broker.port)
    clock = FakeClock()
    device = DeviceLink(
        DEVICE,
        OutboxSettings(path=str(tmp_path / "outbox.sqlite")),
        clock,
        make_link=mqtt_link_maker(DEVICE, settings),
        room="kiosk",
        software="1.2.3",
        orders=OrderSettings(key=PUBLIC),
    )
    topics = [spell(DEVICE.site, DEVICE.name, stream) for stream in ("answer", "status")]
    hub = MqttLink(
        settings,
        client_id="hub",
        subscriptions=[Subscription(topic, 1) for topic in topics],
        on_message=hear,
        on_state=lambda _up: None,
    )
    try:
        hub.start()
        device.start()
        eventually(lambda: bool(statuses))
        order = an_order(session=statuses[-1], until_boot_ms=clock.boot_ms() + GOOD_MS)
        command = spell(DEVICE.site, DEVICE.name, "command")
        assert hub.publish(command, signed(order, OTHER))
        assert hub.publish(command, signed(order))
        assert hub.publish(command, signed(order))
        eventually(lambda: bool(answers))
        late = msgspec.structs.replace(order, name="2" * 32, session=SESSION)
        assert hub.publish(command, signed(late))
        eventually(lambda: len(answers) == 2)
    finally:
        device.stop()
        hub.stop()
        broker.stop()
    first, second = answers
    assert first.ok
    assert any("MB free" in line.text for line in first.lines)
    assert (second.name, second.ok) == ("2" * 32, False)
