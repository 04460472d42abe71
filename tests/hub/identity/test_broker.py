"""Certificates at a real Mosquitto: each device reaches its own topics, and only while it may."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.identity.broker_files import keep_in_step
from hub.identity.request import read_request
from hub.store.engine import writing
from hub.store.identity import revoke
from tests.support.authority import NOW, Office, open_office
from tests.support.broker import Broker
from tests.support.waiting import eventually
from wire.identity.keys import make_key, request_for
from wire.link import Delivery, MqttLink
from wire.settings import BrokerSettings
from wire.topics import Subscription

pytestmark = pytest.mark.broker
REPOSITORY = Path(__file__).resolve().parents[3]
OWN = "otklik/1/north-3/door/press"
OTHERS = "otklik/1/north-3/till/press"


class Client:
    """One side of the broker, and what it heard."""

    def __init__(self, office: Office, port: int, own: Path | None, name: str) -> None:
        self.heard: list[str] = []
        self.states: list[bool] = []
        self.link = MqttLink(
            BrokerSettings(
                host="127.0.0.1",
                port=port,
                ca_file=str(office.ca_file),
                certificate_file=str(own) if own else "",
            ),
            client_id=name,
            subscriptions=[Subscription("otklik/1/#", 1)],
            on_message=self._hear,
            on_state=self.states.append,
        )
        self.link.start()

    def _hear(self, delivery: Delivery) -> None:
        self.heard.append(delivery.topic)

    def says(self, topic: str) -> None:
        eventually(lambda: self.link.publish(topic, b"1"))


class Scene:
    """An office, a broker with our own configuration, and the hub listening at it."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office = office
        self.folder = folder
        self._clients: list[Client] = []
        key, made = office.authority.make_server(["127.0.0.1"], NOW + timedelta(days=9))
        (folder / "broker.key").write_bytes(key)
        (folder / "broker.crt").write_text(made.pem)
        key, made = office.authority.make_program("hub", NOW + timedelta(days=9))
        (folder / "hub.pem").write_bytes(key + made.pem.encode())
        self.keep_in_step()
        self.broker = Broker(folder, extra=shipped(folder, office))
        self.broker.start()
        self.hub = self.client(folder / "hub.pem", "hub")
        eventually(lambda: self.hub.states)

    def client(self, own: Path | None, name: str) -> Client:
        made = Client(self.office, self.broker.port, own, name)
        self._clients.append(made)
        return made

    def keep_in_step(self) -> None:
        office = self.office
        keep_in_step(office.engine, office.settings, office.authority, office.clock)

    def reload(self) -> None:
        """As systemd/otklik-broker-reload.service does."""
        process = self.broker._process
        assert process is not None
        process.send_signal(signal.SIGHUP)

    def close(self) -> None:
        for client in self._clients:
            client.link.stop()
        self.broker.stop()


def shipped(folder: Path, office: Office) -> str:
    """systemd/mosquitto/otklik-certificates.conf with this test's paths."""
    text = (REPOSITORY / "systemd/mosquitto/otklik-certificates.conf").read_text()
    files = office.settings.ca.broker_folder
    for before, after in (
        ("/var/lib/otklik-broker", files),
        ("/etc/mosquitto/certs/ca.crt", str(office.ca_file)),
        ("/etc/mosquitto/certs", str(folder)),
    ):
        text = text.replace(before, after)
    # The listener is the test's own, with the port that it chose.
    return "".join(
        f"{line}\n"
        for line in text.splitlines()
        if not line.startswith(("listener", "persistence", "autosave"))
    )


@pytest.fixture
def scene(engine: Engine, tmp_path: Path) -> Iterator[Scene]:
    with open_office(engine, tmp_path) as office:
        made = Scene(office, tmp_path)
        yield made
        made.close()


def test_a_device_is_heard_under_its_own_name_only(scene: Scene) -> None:
    file = scene.office.enrolled("north-3/door")
    scene.keep_in_step()
    scene.reload()
    door = scene.client(file, "door")
    door.says(OTHERS)
    door.says("otklik/1/north-3/door/command")
    eventually(lambda: door.link.publish(OWN, b"1") and OWN in scene.hub.heard)
    assert set(scene.hub.heard) == {OWN}
    scene.hub.says("otklik/1/north-3/till/command")
    scene.hub.says("otklik/1/north-3/door/command")
    eventually(lambda: door.heard)
    assert door.heard == ["otklik/1/north-3/door/command"]


def test_a_revoked_device_is_silenced_at_once_and_never_let_in_again(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    office = scene.office
    door_file, till_file = office.enrolled("north-3/door"), office.enrolled("north-3/till")
    scene.keep_in_step()
    scene.reload()
    door, till = scene.client(door_file, "door"), scene.client(till_file, "till")
    eventually(lambda: door.link.publish(OWN, b"1") and OWN in scene.hub.heard)
    with writing(office.engine) as conn:
        revoke(conn, "north-3/door", 1)
    scene.keep_in_step()
    scene.reload()
    eventually(lambda: till.link.publish(OTHERS, b"1") and OTHERS in scene.hub.heard)
    scene.hub.heard.clear()
    door.link.publish(OWN, b"1")  # over the connection that it still has
    again = scene.client(door_file, "door-again")
    eventually(lambda: "certificate revoked" in caplog.text)
    scene.hub.heard.clear()
    eventually(lambda: till.link.publish(OTHERS, b"1") and OTHERS in scene.hub.heard)
    assert OWN not in scene.hub.heard
    assert again.states == []


def test_a_certificate_that_has_run_out_is_refused(scene: Scene) -> None:
    key = make_key()
    request = read_request(request_for(key, "north-3.door"))
    made = scene.office.authority.sign_device(request, NOW - timedelta(hours=1))
    file = scene.folder / "old.pem"
    file.write_bytes(key + made.pem.encode())
    old = scene.client(file, "old")
    fresh = scene.client(scene.folder / "hub.pem", "hub-2")
    eventually(lambda: fresh.states)
    assert old.states == []


def test_nobody_comes_in_without_a_certificate(scene: Scene) -> None:
    nobody = scene.client(None, "nobody")
    fresh = scene.client(scene.folder / "hub.pem", "hub-2")
    eventually(lambda: fresh.states)
    assert nobody.states == []
