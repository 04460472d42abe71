import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.service import run_both, run_ingest, run_work
from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store.engine import make_engine
from hub.store.schema import press
from hub.work.job import Context, Job
from tests.hub.ingest.building import a_press, rows, sent
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.clock import FakeClock
from wire.link import Delivery, Link
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag


class Recorder:
    """The link that a service makes, and what it tells systemd."""

    def __init__(self) -> None:
        self.link = RecordingLink()
        self.fail = False

    def __call__(
        self, *, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None]
    ) -> Link:
        self.link.on_message, self.link.on_state = on_message, on_state
        if self.fail:
            self.link.start = _refuse  # type: ignore[method-assign]  # a link like no other
        return self.link


def _refuse() -> None:
    raise ZeroDivisionError


def _settings(folder: Path) -> HubSettings:
    secret = folder / "secret"
    secret.write_text("s" * 40)
    secret.chmod(0o600)
    return HubSettings(
        store=StoreSettings(path=str(folder / "hub.sqlite")),
        web=WebSettings(port=free_port(), secret_key_file=str(secret), max_live_streams=2),
    )


class Told(Notifier):
    """Keeps what systemd would be told."""

    def __init__(self) -> None:
        super().__init__("")
        self.said: list[str] = []

    def _send(self, text: str) -> None:
        self.said.append(text.split("\n", maxsplit=1)[0])


def test_ingest_alone_stores_and_ends_on_request(tmp_path: Path) -> None:
    settings, recorder, told, stop = _settings(tmp_path), Recorder(), Told(), StopFlag()
    thread = threading.Thread(
        target=run_ingest,
        args=(settings,),
        kwargs={"clock": FakeClock(), "stop": stop, "notifier": told, "make_link": recorder},
        name="otklik-test",
    )
    thread.start()
    eventually(lambda: recorder.link.connected)
    message = sent(a_press(1))
    recorder.link.deliver(message.topic, message.payload)
    eventually(lambda: recorder.link.confirmed)
    stop.set()
    thread.join(PATIENCE_SECONDS)
    assert told.said[0] == "READY=1"
    assert told.said[-1] == "STOPPING=1"
    assert "WATCHDOG=1" in told.said


def test_both_halves_work_in_one_process(tmp_path: Path) -> None:
    settings, recorder, told, stop = _settings(tmp_path), Recorder(), Told(), StopFlag()
    worked = threading.Event()
    jobs = [Job("count", 60, lambda _context: worked.set())]
    thread = threading.Thread(
        target=run_both,
        args=(settings,),
        kwargs={"clock": FakeClock(), "stop": stop, "notifier": told, "make_link": recorder}
        | {"jobs": jobs},
        name="otklik-test",
    )
    thread.start()
    try:
        eventually(lambda: recorder.link.connected and "READY=1" in told.said)
        message = sent(a_press(1))
        recorder.link.deliver(message.topic, message.payload)
        eventually(lambda: recorder.link.confirmed)
        address = f"http://127.0.0.1:{settings.web.port}/healthz"
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            assert answer.status == 200
        assert worked.wait(PATIENCE_SECONDS)
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    engine = make_engine(settings.store)
    assert len(rows(engine, press)) == 1
    engine.dispose()


def test_when_ingest_dies_the_pages_end_too_and_the_reason_is_told(tmp_path: Path) -> None:
    recorder = Recorder()
    recorder.fail = True
    with pytest.raises(ZeroDivisionError):
        run_both(
            _settings(tmp_path),
            clock=FakeClock(),
            stop=StopFlag(),
            notifier=Told(),
            make_link=recorder,
        )


def test_work_alone_does_each_kind_of_job_on_its_thread(tmp_path: Path) -> None:
    done: list[str] = []
    told, stop = Told(), StopFlag()

    def note(name: str) -> Callable[[Context], None]:
        return lambda _context: done.append(f"{name} on {threading.current_thread().name}")

    jobs = [
        Job("quick", 60, note("quick")),
        Job("slow", 60, note("slow"), slow=True),
        Job("mail", 60, note("mail"), waits=True),
    ]
    thread = threading.Thread(
        target=run_work,
        args=(_settings(tmp_path),),
        kwargs={"clock": FakeClock(), "stop": stop, "notifier": told, "jobs": jobs},
        name="otklik-test",
    )
    thread.start()
    eventually(lambda: len(done) == 3)
    stop.set()
    thread.join(PATIENCE_SECONDS)
    assert sorted(done) == [
        "mail on otklik-sending",
        "quick on otklik-test",
        "slow on otklik-slow-work",
    ]
    assert "READY=1" in told.said
    assert told.said[-1] == "STOPPING=1"
    assert "WATCHDOG=1" in told.said


def test_ingest_alone_loads_neither_pages_nor_papers() -> None:
    program = "import sys, hub.service; sys.exit(bool({'flask', 'fpdf', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
