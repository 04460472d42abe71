"""The whole demo as a visitor meets it: real processes, both brokers, every way to end it."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.folder import MARKER
from tests.demo.visitor import Demo, Manager, street, touch_face
from tests.support.broker import mosquitto_binary
from tests.support.waiting import PATIENCE_SECONDS, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
PROCESSES = 6
"""Broker, kiosk, camera, ingest, pages, work."""

Start = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a demo, and ends it if the test did not come so far."""
    started: list[Demo] = []

    def one(*options: str) -> Demo:
        started.append(Demo(tmp_path, *options))
        return started[-1]

    yield one
    for demo in started:
        demo.end(signal.SIGTERM)


def gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.parametrize(
    "broker",
    [pytest.param("auto", marks=pytest.mark.broker, id="mosquitto"), "embedded"],
)
def test_presses_reach_the_live_page_and_ctrl_c_ends_everything(start: Start, broker: str) -> None:
    if broker == "auto":
        mosquitto_binary()
    demo = start("--broker", broker)
    demo.wait_until_open()

    manager = Manager(demo)
    touch_face(demo, 1)
    manager.wait_for_presses(1)
    demo.type("4")
    manager.wait_for_presses(2)
    assert "sample data" in manager.read("/").lower()

    truth = json.loads(street(demo, "/truth"))
    assert set(truth) == {"true", "counted"}
    assert truth["true"].keys() >= truth["counted"].keys() == {"in", "out"}
    assert b"image/jpeg" in street(demo, "/picture")

    children = demo.children()
    assert len(children) == PROCESSES
    assert demo.end(signal.SIGINT) == 0, demo.said
    assert gone(children)
    assert "Nothing of the demo is running any more" in demo.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM])
def test_it_ends_cleanly_while_it_is_still_starting(start: Start, number: int) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("the tests run under nohup, and so would the demo: it does not hear this")
    demo = start("--broker", "embedded")
    eventually((demo.folder / "logs" / "broker.log").exists)
    children = demo.children()
    assert demo.end(number) == 0, demo.said
    assert gone(children)
    assert "password" not in demo.said


def test_ctrl_c_twice_is_as_good_as_once(start: Start) -> None:
    demo = start("--broker", "embedded")
    eventually((demo.folder / "logs" / "camera.log").exists)
    children = demo.children()
    demo.process.send_signal(signal.SIGINT)
    assert demo.end(signal.SIGINT) == 0, demo.said
    assert gone(children)


def test_a_source_that_is_not_there_is_one_sentence_and_starts_nothing(start: Start) -> None:
    demo = start("--source", "no-such-clip.mp4")
    assert demo.process.wait(timeout=PATIENCE_SECONDS) == 1
    assert demo.said.splitlines()[-1].endswith("There is no file no-such-clip.mp4.")
    assert {path.name for path in demo.folder.iterdir()} == {MARKER}


def test_a_second_demo_in_the_same_place_is_refused(start: Start) -> None:
    first = start("--broker", "embedded")
    eventually((first.folder / "logs" / "broker.log").exists)
    second = start()
    assert second.process.wait(timeout=PATIENCE_SECONDS) == 1
    assert "Another demo is running" in second.said
    assert first.process.poll() is None
