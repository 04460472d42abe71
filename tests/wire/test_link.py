"""The link against a real Mosquitto."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.broker import Broker
from tests.support.ports import free_port
from tests.support.waiting import eventually
from wire.link import Delivery, MqttLink, Will
from wire.settings import BrokerSettings
from wire.topics import Subscription

pytestmark = pytest.mark.broker
TOPIC = "otklik/1/north/kiosk-1/press"


class Side:
    """One client with what it heard."""

    def __init__(
        self,
        port: int,
        name: str,
        *,
        protocol: str = "5",
        will: Will | None = None,
        manual_confirm: bool = False,
        keep_session: bool = False,
        hear: Callable[[Delivery], None] | None = None,
    ) -> None:
        self.heard: list[Delivery] = []
        self.states: list[bool] = []
        self.link = MqttLink(
            BrokerSettings(
                host="127.0.0.1", port=port, protocol="5" if protocol == "5" else "3.1.1"
            ),
            client_id=name,
            subscriptions=[Subscription("otklik/1/#", 1)],
            on_message=hear or self.heard.append,
            on_state=self.states.append,
            will=will,
            manual_confirm=manual_confirm,
            keep_session=keep_session,
        )
        self.link.start()

    def vanish(self) -> None:
        """As a power cut ends a client: no goodbye."""
        self.link._client._sock_close()
        self.link._stopping = True
        self.link._client._thread_terminate = True


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_message_goes_from_one_side_to_the_other(broker: Broker, protocol: str) -> None:
    side = Side(broker.port, "a", protocol=protocol)
    eventually(lambda: side.states == [True])
    eventually(lambda: side.link.publish(TOPIC, b"1") and side.heard)
    assert side.heard[0][:2] == (TOPIC, b"1")
    side.link.stop()


def test_the_will_is_published_when_a_client_vanishes(broker: Broker) -> None:
    watcher = Side(broker.port, "watcher")
    eventually(lambda: watcher.states == [True])
    side = Side(broker.port, "a", will=Will("otklik/1/north/kiosk-1/status", b"gone"))
    eventually(lambda: side.states == [True])
    side.vanish()
    eventually(lambda: b"gone" in [delivery.payload for delivery in watcher.heard])
    side.link.stop()
    watcher.link.stop()


def test_a_publish_without_a_connection_keeps_nothing() -> None:
    side = Side(free_port(), "a")
    assert side.link.publish(TOPIC, b"1") is False
    assert not side.link._client._out_messages
    side.link.stop()


def test_a_handler_that_fails_does_not_end_the_link(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[bytes] = []

    def hear(delivery: Delivery) -> None:
        heard.append(delivery.payload)
        raise RuntimeError("a bug in the handler")

    side = Side(broker.port, "a", hear=hear)
    eventually(lambda: side.states == [True])
    side.link.publish(TOPIC, b"1")
    eventually(lambda: heard == [b"1"])
    side.link.publish(TOPIC, b"2")
    eventually(lambda: heard == [b"1", b"2"])
    assert side.link.callback_errors == 2
    assert "the link goes on" in caplog.text
    side.link.stop()


def test_what_was_not_confirmed_comes_again(broker: Broker) -> None:
    reader = Side(broker.port, "hub", manual_confirm=True, keep_session=True)
    eventually(lambda: reader.states == [True])
    reader.link.publish(TOPIC, b"1")
    reader.link.publish(TOPIC, b"2")
    eventually(lambda: len(reader.heard) == 2)
    reader.link.confirm(reader.heard[0])
    reader.link.stop()
    again = Side(broker.port, "hub", manual_confirm=True, keep_session=True)
    eventually(lambda: [delivery.payload for delivery in again.heard] == [b"2"])
    again.link.stop()


def test_a_broker_that_is_away_is_said_once_and_found_when_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="otklik.link")
    broker = Broker(tmp_path)
    side = Side(broker.port, "a")
    eventually(lambda: "No broker at" in caplog.text)
    fails = len(caplog.records)
    side.link._connect_failed(side.link._client, None)
    assert len(caplog.records) == fails
    broker.start()
    eventually(lambda: side.states == [True])
    broker.kill()
    eventually(lambda: side.states[-1] is False)
    side.link.stop()


def test_two_devices_with_one_name_are_noticed(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    first = Side(broker.port, "otklik-north-kiosk-1")
    eventually(lambda: first.states == [True])
    second = Side(broker.port, "otklik-north-kiosk-1")
    eventually(lambda: "does another device use this one's name" in caplog.text)
    first.link.stop()
    second.link.stop()
