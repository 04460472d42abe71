"""A kiosk's process, a real broker, and settings that come, act, and are given back."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.broker import Broker
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.codec import read_settings_report, read_status
from wire.link import Delivery, MqttLink
from wire.messages import VERSION
from wire.remote.messages import Document, SettingsReport, SettingsState
from wire.remote.sealing import seal
from wire.settings import BrokerSettings
from wire.signing import make_key, public_key, sign
from wire.topics import Subscription, spell

KEY = make_key().decode()
FILE = """
[device]
site = "north"
name = "kiosk-1"
[broker]
port = {port}
[outbox]
path = "{folder}/outbox.sqlite"
[orders]
key = "{key}"
[kiosk]
pins = "mock"
question = "From the file?"
"""


class Hub:
    """Sends settings, and hears what becomes of them."""

    def __init__(self, port: int) -> None:
        self._heard: list[Delivery] = []
        self._over: set[str] = set()
        self.link = MqttLink(
            BrokerSettings(host="127.0.0.1", port=port),
            client_id="hub",
            subscriptions=[
                Subscription(spell("north", "kiosk-1", stream), 0)
                for stream in ("status", "settings")
            ],
            on_message=self._heard.append,
            on_state=lambda _connected: None,
        )
        self.link.start()
        eventually(lambda: self.link.connected)

    def send(self, number: int, **values: Any) -> None:
        document = Document(
            v=VERSION,
            site="north",
            device="kiosk-1",
            number=number,
            values={f"kiosk.{key}": value for key, value in values.items()},
        )
        topic = spell("north", "kiosk-1", "config")
        assert self.link.publish(topic, seal(document, partial(sign, KEY)), retain=True)

    def state(self) -> SettingsState | None:
        """As the newest status of the newest run says. None: that run has said nothing yet."""
        said = [read_status(one.payload) for one in self._of("status")]
        new = [one for one in said if one.online and one.session not in self._over]
        return new[-1].settings if new else None

    def question(self) -> str:
        """As the newest report of settings says."""
        reports: list[SettingsReport] = [
            read_settings_report(one.payload) for one in self._of("settings")
        ]
        values = reports[-1].values if reports else []
        return next((one.value for one in values if one.key == "kiosk.question"), "")

    def run_is_over(self) -> None:
        """What is still on its way from the run that ended means nothing."""
        self._over |= {read_status(one.payload).session for one in self._of("status")}

    def _of(self, stream: str) -> list[Delivery]:
        return [one for one in list(self._heard) if one.topic.endswith("/" + stream)]


@pytest.fixture
def hub(broker: Broker) -> Iterator[Hub]:
    made = Hub(broker.port)
    yield made
    made.link.stop()


def start(file: Path) -> "subprocess.Popen[bytes]":
    """As systemd does."""
    words = [sys.executable, "-m", "kiosk", "run", f"--settings={file}"]
    return subprocess.Popen(words, stderr=subprocess.DEVNULL)


def test_settings_act_from_the_next_start_and_two_kills_give_them_back(
    hub: Hub, broker: Broker, tmp_path: Path
) -> None:
    file = tmp_path / "kiosk.toml"
    text = FILE.format(port=broker.port, folder=tmp_path, key=public_key(KEY))
    file.write_text(text)
    hub.send(1, question="From the hub?")
    first = start(file)
    assert first.wait(timeout=PATIENCE_SECONDS) == 0  # a good end: systemd starts it anew
    hub.run_is_over()
    for _ in range(2):
        trying = start(file)
        eventually(lambda: hub.state() == SettingsState(acting=1, trying=True, newest=1))
        eventually(lambda: hub.question() == '"From the hub?"')
        trying.kill()
        trying.wait(timeout=PATIENCE_SECONDS)
        hub.run_is_over()
    last = start(file)
    try:
        eventually(lambda: (hub.state() or SettingsState()).refused == 1)
        eventually(lambda: hub.question() == '"From the file?"')
        hub.send(2, settle_ms=400)
        eventually(lambda: (hub.state() or SettingsState()).refused == 2)
        said = hub.state()
        assert said is not None
        assert "`kiosk.settle_ms` = 400" in said.why
        assert last.poll() is None
    finally:
        last.terminate()
        assert last.wait(timeout=PATIENCE_SECONDS) == 0
    assert file.read_text() == text
