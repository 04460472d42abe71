"""The link to the broker: the only importer of paho-mqtt.

paho's own habits that shaped this (each was measured, see docs/decisions.md):
a publish while offline is kept in memory *and* reported as failed, so we publish only while
connected; an exception in a callback kills the network thread silently, so every callback is
wrapped; subscriptions do not survive a clean session, so they are renewed at each connect.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from wire.link_port import Delivery as Delivery  # noqa: PLC0414 - handed on
from wire.link_port import Link as Link  # noqa: PLC0414 - handed on
from wire.link_port import Will as Will  # noqa: PLC0414 - handed on
from wire.settings import BrokerSettings, read_secret
from wire.tls import absent_credential, tls_context
from wire.topics import Subscription

_log = logging.getLogger("otklik.link")
_RECONNECT_MIN_SECONDS = 1
_RECONNECT_MAX_SECONDS = 30
_SHORT_SECONDS = 10
_SHORT_CONNECTIONS = 3
"""So many connections in a row that lasted no longer than this: somebody else has our name.

MQTT 5 has a reason code for it (142), which Mosquitto 2.0.11 does not deliver before it hangs up.
"""


class MqttLink:
    """A link over MQTT 5 or 3.1.1.

    Args:
        broker: where, and as whom.
        client_id: must be unique at the broker; a second one takes the first one's place.
        subscriptions: what to listen to, renewed at every connect.
        on_message: called on the network thread for each message; must only hand over.
        on_state: called on the network thread with True at connect and False at loss.
        will: published by the broker, retained, when we vanish.
        manual_confirm: messages stay the broker's until `confirm`.
        keep_session: the broker queues for us while we are away.
        meanwhile: what is done without a broker, said in the log when there is none.
    """

    def __init__(
        self,
        broker: BrokerSettings,
        *,
        client_id: str,
        subscriptions: Sequence[Subscription],
        on_message: Callable[[Delivery], None],
        on_state: Callable[[bool], None],
        will: Will | None = None,
        manual_confirm: bool = False,
        keep_session: bool = False,
        meanwhile: str = "Trying on.",
    ) -> None:
        self._meanwhile = meanwhile
        self._broker = broker
        self._client_id = client_id
        self._subscriptions = list(subscriptions)
        self._on_message = on_message
        self._on_state = on_state
        self._keep_session = keep_session
        self._version5 = broker.protocol == "5"
        self._told = ""
        self._stopping = False
        self._up = False
        self._since = 0.0
        self._short = 0
        self._refused = False
        self.callback_errors = 0
        self._client = self._make_client(client_id, manual_confirm)
        if will is not None:
            self._client.will_set(will.topic, will.payload, qos=1, retain=True)
        self._client.on_connect = self._guard(self._connected)
        self._client.on_connect_fail = self._guard(self._connect_failed)
        self._client.on_disconnect = self._guard(self._disconnected)
        self._client.on_message = self._guard(self._message)
        self._client.on_publish = self._guard(self._published)
        self._client.on_subscribe = self._guard(self._subscribed)

    @property
    def connected(self) -> bool:
        """Whether a publish would be tried now."""
        return self._client.is_connected()

    def start(self) -> None:
        """Begin connecting in the background."""
        if absent_credential(self._broker.certificate_file):
            # `otklik-enrol` fetches it, and systemd starts this service anew when it is there.
            self._say_once(
                logging.WARNING, f"This device has no certificate yet. {self._meanwhile}"
            )
            return
        properties = None
        if self._version5:
            properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho has none here
            properties.SessionExpiryInterval = 14 * 86_400 if self._keep_session else 0
            properties.ReceiveMaximum = 1000
        arguments: dict[str, Any] = {"keepalive": self._broker.keepalive_seconds}
        if self._version5:
            arguments |= {"clean_start": not self._keep_session, "properties": properties}
        self._client.connect_async(self._broker.host, self._broker.port, **arguments)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye (no will is sent) and end the network thread."""
        self._stopping = True
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand one message over. False: not connected, nothing was kept."""
        if not self._client.is_connected():
            return False
        info = self._client.publish(topic, payload, qos=qos, retain=retain)
        return info.rc == paho.MQTT_ERR_SUCCESS

    def confirm(self, delivery: Delivery) -> None:
        """Tell the broker that a delivery needs no repeat."""
        self._client.ack(*delivery.receipt)

    def _make_client(self, client_id: str, manual_confirm: bool) -> paho.Client:
        arguments: dict[str, Any] = {}
        if not self._version5:
            arguments["clean_session"] = not self._keep_session
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=paho.MQTTv5 if self._version5 else paho.MQTTv311,
            manual_ack=manual_confirm,
            **arguments,
        )
        client.reconnect_delay_set(_RECONNECT_MIN_SECONDS, _RECONNECT_MAX_SECONDS)
        broker = self._broker
        if broker.username:
            password = read_secret(broker.password_file).reveal() if broker.password_file else None
            client.username_pw_set(broker.username, password)
        if broker.ca_file:
            client.tls_set_context(tls_context(broker))
        return client

    def _guard(self, callback: Callable[..., None]) -> Callable[..., None]:
        def guarded(*arguments: Any) -> None:
            try:
                callback(*arguments)
            except Exception:  # noqa: BLE001 - whatever it is, it must not end the network thread
                self.callback_errors += 1
                _log.exception("A handler of the link failed; the link goes on.")

        return guarded

    def _say_once(self, level: int, text: str) -> None:
        """Log a change of state, never the same state again: a shop may be offline for a week."""
        if text != self._told:
            self._told = text
            _log.log(level, text)

    def _connected(
        self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _p: Any
    ) -> None:
        where = f"{self._broker.host}:{self._broker.port}"
        self._refused = reason.is_failure
        if reason.is_failure:
            self._say_once(
                logging.ERROR,
                f"The broker {where} refused us ({reason}): check user, password and certificate.",
            )
            return
        self._up = True
        if self._subscriptions:
            client.subscribe([(one.filter, one.qos) for one in self._subscriptions])
        self._since = time.monotonic()
        if self._short < _SHORT_CONNECTIONS:
            self._say_once(logging.INFO, f"Connected to the broker {where}.")
        self._on_state(True)

    def _connect_failed(self, _client: paho.Client, _data: Any) -> None:
        where = f"{self._broker.host}:{self._broker.port}"
        self._say_once(logging.WARNING, f"No broker at {where}. {self._meanwhile}")

    def _disconnected(
        self, _client: paho.Client, _data: Any, _flags: Any, reason: Any, _p: Any
    ) -> None:
        if not self._up:
            # The end of a connection that was refused: told already, but for one that ended
            # without a word, as those end whose certificate is not accepted.
            if not self._refused:
                where = f"{self._broker.host}:{self._broker.port}"
                self._say_once(
                    logging.ERROR,
                    f"The broker {where} hung up before it let us in ({reason}): is this device's "
                    "certificate revoked, or has it run out?",
                )
            return
        self._up = False
        short = time.monotonic() - self._since < _SHORT_SECONDS
        self._short = self._short + 1 if short else 0
        if self._short >= _SHORT_CONNECTIONS:
            self._say_once(
                logging.ERROR,
                "The broker hangs up again and again: does another device use this one's name "
                f"({self._client_id})? Each connection ends the other's.",
            )
        elif not self._stopping:
            self._say_once(logging.WARNING, f"The broker is gone ({reason}). {self._meanwhile}")
        self._on_state(False)

    def _message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        self._on_message(
            Delivery(message.topic, bytes(message.payload), (message.mid, message.qos))
        )

    def _published(self, _client: paho.Client, _data: Any, _mid: int, reason: Any, _p: Any) -> None:
        if reason.is_failure:
            _log.error("The broker refused a message (%s): check this device's ACL line.", reason)

    def _subscribed(
        self, _client: paho.Client, _data: Any, _mid: int, reasons: list[Any], _p: Any
    ) -> None:
        for reason in reasons:
            if reason.is_failure:
                _log.error("The broker refused a subscription (%s): check the ACL.", reason)
