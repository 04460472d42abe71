"""The shipped broker configuration and generated access files, on a real Mosquitto."""

import threading
from typing import Any, Self

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from firmware_config.domain.broker_files import acl_text
from tests.support.broker import Broker
from tests.support.waiting import PATIENCE_SECONDS
from tests.systemd.support import PASSWORDS, REPOSITORY
from wire.messages import MAX_PAYLOAD_BYTES
from wire.topics import spell

pytestmark = pytest.mark.broker

SUCCESS, NO_SUBSCRIBER, NOT_AUTHORISED, TOO_LARGE = 0, 16, 135, 149
OWN = spell("north-3", "door", "press")


class Client:
    """One MQTT 5 client which keeps what the broker answered."""

    def __init__(self, broker: Broker, user: str, password: str | None) -> None:
        self.answer: int | None = None
        self.published: int | None = None
        self.left: int | None = None
        self.messages: list[str] = []
        self._news = threading.Condition()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, "test", protocol=paho.MQTTv5)
        if user:
            self._client.username_pw_set(user, password)
        self._client.on_connect = lambda _c, _u, _f, reason, _p: self._tell("answer", reason.value)
        self._client.on_publish = lambda _c, _u, _m, reason, _p: self._tell(
            "published", reason.value
        )
        self._client.on_disconnect = lambda _c, _u, _f, reason, _p: self._tell("left", reason.value)
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def __enter__(self) -> Self:
        self.wait("answer")
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _tell(self, what: str, value: Any) -> None:
        with self._news:
            setattr(self, what, value)
            self._news.notify_all()

    def wait(self, what: str) -> Any:
        """The value, as soon as there is one."""
        with self._news:
            assert self._news.wait_for(
                lambda: getattr(self, what) is not None, timeout=PATIENCE_SECONDS
            ), what
        return getattr(self, what)

    def publish(self, topic: str, payload: bytes = b"{}") -> int:
        """The broker's reason code."""
        self.published = None
        self._client.publish(topic, payload, qos=1)
        return int(self.wait("published"))


@pytest.mark.parametrize("user", PASSWORDS)
def test_every_user_comes_in_with_the_password_we_generated(
    shipped_broker: Broker, user: str
) -> None:
    with Client(shipped_broker, user, PASSWORDS[user]) as client:
        assert client.answer == SUCCESS


@pytest.mark.parametrize(
    ("user", "password"),
    [
        pytest.param("", None, id="anonymous"),
        pytest.param("north-3.door", None, id="no password"),
        pytest.param("north-3.door", "", id="empty password"),
        pytest.param("north-3.door", PASSWORDS["north-3.till"], id="another's password"),
        pytest.param("north-3.attic", "anything", id="unknown user"),
    ],
)
def test_nobody_else_comes_in(shipped_broker: Broker, user: str, password: str | None) -> None:
    with Client(shipped_broker, user, password) as client:
        assert client.answer == NOT_AUTHORISED


@pytest.mark.parametrize(
    ("user", "topic", "allowed"),
    [
        ("north-3.door", OWN, True),
        ("north-3.door", spell("north-3", "door", "status"), True),
        ("north-3.door", spell("north-3", "till", "press"), False),
        ("north-3.door", spell("south-1", "door", "press"), False),
        ("north-3.door", "otklik/2/north-3/door/press", False),
        ("north-3.door", "elsewhere", False),
        ("hub", spell("north-3", "till", "ack"), True),
        ("hub", "elsewhere", False),
    ],
)
def test_a_user_speaks_under_its_own_name_only(
    shipped_broker: Broker, user: str, topic: str, allowed: bool
) -> None:
    with Client(shipped_broker, user, PASSWORDS[user]) as client:
        wanted = {SUCCESS, NO_SUBSCRIBER} if allowed else {NOT_AUTHORISED}
        assert client.publish(topic) in wanted


def test_the_largest_message_we_send_passes(shipped_broker: Broker) -> None:
    with Client(shipped_broker, "hub", PASSWORDS["hub"]) as client:
        assert client.publish(OWN, b"x" * MAX_PAYLOAD_BYTES) in {SUCCESS, NO_SUBSCRIBER}


def test_a_larger_packet_ends_the_connection(shipped_broker: Broker) -> None:
    with Client(shipped_broker, "hub", PASSWORDS["hub"]) as client:
        client._client.publish(OWN, b"x" * (MAX_PAYLOAD_BYTES + 8192), qos=1)
        assert client.wait("left") == TOO_LARGE


def test_the_example_is_what_the_generator_writes() -> None:
    example = (REPOSITORY / "systemd/mosquitto/acl.example").read_text()
    devices = [("north-3", "door-buttons"), ("north-3", "door-camera")]
    assert example.partition("\n\n")[2] == acl_text(devices)
