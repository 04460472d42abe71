"""Every kind of event: from a camera's outbox over a real broker to the store and the API."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from hub.service import run_ingest
from hub.serving import hub_of
from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store.engine import reading, writing
from hub.store.migrate import open_store
from hub.store.schema import epochs, reason_day
from hub.store.tokens import add_token
from hub.web import create_app
from tests.support.broker import Broker
from tests.support.waiting import PATIENCE_SECONDS, eventually
from tests.wire import expression
from wire.camera_events import AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.clock import FakeClock
from wire.device import DeviceLink
from wire.kiosk_events import Reason
from wire.link_maker import mqtt_link_maker
from wire.messages import EVENT_TYPES, NOT_YET, Event, Press, stream_of
from wire.scalars import Stamp
from wire.service import Notifier, StopFlag
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings
from wire.status import OpenWindow

pytestmark = [pytest.mark.e2e, pytest.mark.broker]
SITE, CAMERA = "north", "door"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(tmp_path: Path, broker: Broker) -> HubSettings:
    secret = tmp_path / "web.secret"
    secret.write_text("s" * 40)
    secret.chmod(0o600)
    return HubSettings(
        broker=BrokerSettings(host="127.0.0.1", port=broker.port),
        store=StoreSettings(path=str(tmp_path / "hub.sqlite")),
        web=WebSettings(secret_key_file=str(secret)),
    )


@pytest.fixture
def engine(settings: HubSettings) -> Iterator[Engine]:
    opened = open_store(settings.store)
    yield opened
    opened.dispose()


@pytest.fixture
def _ingest(settings: HubSettings, engine: Engine, clock: FakeClock) -> Iterator[None]:
    stop = StopFlag()
    thread = threading.Thread(
        target=run_ingest,
        args=(settings,),
        kwargs={"clock": clock, "stop": stop, "notifier": Notifier("")},
        name="otklik-test",
    )
    thread.start()
    yield
    stop.set()
    thread.join(PATIENCE_SECONDS)


@pytest.fixture
def camera(tmp_path: Path, settings: HubSettings, clock: FakeClock) -> Iterator[DeviceLink]:
    who = DeviceSettings(site=SITE, name=CAMERA)
    one = DeviceLink(
        who,
        OutboxSettings(path=str(tmp_path / "outbox.sqlite")),
        clock,
        make_link=mqtt_link_maker(who, settings.broker),
        room="camera",
        software="0.1.0",
    )
    one.start()
    yield one
    one.stop()


class Api:
    """The hub's figures, asked by a program."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        answer = self._client.get(f"/api/v1/{path}", headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture
def api(settings: HubSettings, engine: Engine, clock: FakeClock) -> Iterator[Api]:
    with writing(engine) as conn:
        token = add_token(conn, "test", 0)
    app = create_app(settings, engine, clock=clock)
    yield Api(app.test_client(), token)
    hub_of(app).live.stop()


def _events(at: Stamp) -> list[Event]:
    window: dict[str, Any] = {"seq": NOT_YET, "at": at, "seconds": 60, "frames": 600}
    zone: dict[str, Any] = {"seq": NOT_YET, "at": at, "seconds": 60, "most": 2}
    return [
        Press(seq=NOT_YET, at=at, button=2, of=4),
        Reason(seq=NOT_YET, at=at, button=4, of=4, reason="Waited too long"),
        FootfallWindow(line="door", entered=8, left=6, staff_entered=3, **window),
        FootfallWindow(line="pavement", entered=25, left=15, kind="street", **window),
        ZoneWindow(
            zone="new", visits=3, dwell_ms=60_000, dwell_bins={"30": 3}, occupancy_ms=60_000, **zone
        ),
        ZoneWindow(zone="till", kind="queue", visits=0, dwell_ms=0, occupancy_ms=90_000, **zone),
        OccupancyReset(
            seq=NOT_YET, at=at, seconds=86_400, entered=200, left=197, removed=4, held=1
        ),
        AuditMinute(
            seq=NOT_YET,
            at=at,
            seconds=60,
            audit="a" * 32,
            line="door",
            tapped_in=40,
            tapped_out=30,
            counted_in=39,
            counted_out=32,
            agreed_in=38,
            agreed_out=30,
        ),
        expression.a_window(seq=NOT_YET, at=at),
    ]


@pytest.mark.usefixtures("_ingest")
def test_every_kind_of_event_is_acknowledged_and_shown(
    engine: Engine, camera: DeviceLink, clock: FakeClock, api: Api
) -> None:
    events = _events(clock.now())
    assert {stream_of(event) for event in events} == set(EVENT_TYPES)
    for event in events:
        camera.record(event)
    eventually(lambda: camera.outbox.state().acked_seq == len(events))

    # The camera's counters and the hub's are the same numbers.
    camera.set_occupancy(5)
    at = clock.now()
    camera.set_open_windows(
        [
            OpenWindow(line="door", at=_later(at, 60), entered=2, left=0),
            OpenWindow(line="pavement", at=_later(at, 60), entered=9, left=9, kind="street"),
        ]
    )
    clock.advance(90)
    eventually(lambda: _differences(engine) == ["{}"])

    with reading(engine) as conn:
        assert list(conn.execute(select(reason_day.c.reason, reason_day.c.n))) == [
            ("Waited too long", 1)
        ]
    found = api.get("footfall?period=today")
    eventually(lambda: api.get("footfall?period=today")["inside"]["people"] == 5)
    assert (found["total"]["entered"], found["total"]["staff_entered"]) == (8, 3)
    assert found["street"]["passed"] == 40
    assert found["street"]["capture"]["share"]["value"] == 8 / 40
    [area], [queue] = found["zones"]["areas"], found["zones"]["queues"]
    assert (area["zone"], area["stay"]["visits"], area["stay"]["mean_seconds"]) == ("new", 3, 20)
    assert area["stay"]["median"] == {"low_seconds": 15, "high_seconds": 30}
    assert (queue["zone"], queue["stay"]["mean_people"]) == ("till", 1.5)
    assert found["leftovers"]["total"]["share"] == 5 / 200
    [device] = api.get("devices")
    [line] = device["audit"]["lines"]
    assert (line["entered"]["right"]["part"], line["entered"]["right"]["whole"]) == (38, 41)
    assert (line["left"]["missed"], line["left"]["invented"]) == (0, 2)
    assert device["audit"]["state"] == "current"
    eventually(lambda: api.get("overview")["today"]["entered"] == 8 + 2)


def _later(at: Stamp, seconds: int) -> Stamp:
    return Stamp(
        wall=at.wall + timedelta(seconds=seconds),
        boot=at.boot,
        boot_ms=at.boot_ms + 1000 * seconds,
        synced=True,
    )


def _differences(engine: Engine) -> list[str | None]:
    with reading(engine) as conn:
        return list(conn.scalars(select(epochs.c.difference)))
