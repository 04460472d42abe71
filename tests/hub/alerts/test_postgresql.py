"""The same on PostgreSQL: leases between processes, messages taken once, alerts from end to end."""

import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from hub.domain.rights import Area
from hub.sending.delivery import deliver
from hub.sending_settings import AlertSettings, MailSettings
from hub.settings import HubSettings, StoreSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.migrate import migrate
from hub.store.notes import NewNote, add_note, notes_about
from hub.store.outgoing import Message, Outgoing, put
from hub.store.schema import outgoing
from hub.work.job import Context, Job
from hub.work.loop import WorkLoop
from tests.hub.alerts.scene import Scene
from tests.support.postgresql import Server, programs
from wire.clock import FakeClock
from wire.service import StopFlag

NOW_MS = 1_772_442_000_000
THREADS = 4


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    folder = programs()
    if folder is None:
        pytest.skip("needs PostgreSQL: apt install postgresql")
    # Not pytest's own folder: the server's user may not enter it.
    with tempfile.TemporaryDirectory(prefix="otklik-postgresql-") as made:
        server = Server(Path(made), folder)
        server.start()
        opened = make_engine(StoreSettings(url=server.address))
        migrate(opened)
        yield opened
        opened.dispose()
        server.stop()


def _at_once(work: list[threading.Thread]) -> None:
    for thread in work:
        thread.start()
    for thread in work:
        thread.join(30)
        assert not thread.is_alive()


def test_of_many_processes_one_does_a_job(engine: Engine) -> None:
    done: list[int] = []
    job = Job("count", 3600, lambda context: done.append(context.now_ms))
    loops = [
        WorkLoop(engine, HubSettings(), FakeClock(), [job], holder=str(n)) for n in range(THREADS)
    ]
    _at_once(
        [threading.Thread(target=loop.round, args=(StopFlag(), lambda: None)) for loop in loops]
    )
    assert len(done) == 1


def test_of_many_processes_one_sends_a_message(engine: Engine) -> None:
    sent: Counter[str] = Counter()

    def send(message: Outgoing) -> None:
        sent[message.key] += 1

    with writing(engine) as conn:
        put(conn, [Message(f"k{n}", "x", "mail", "a", "{}", NOW_MS) for n in range(40)], NOW_MS)
        put(conn, [Message("k1", "x", "mail", "a", "{}", NOW_MS)], NOW_MS)

    def work() -> None:
        for _ in range(10):
            deliver(Context(engine, HubSettings(), NOW_MS, lambda: None), {"mail": send})

    _at_once([threading.Thread(target=work) for _ in range(THREADS)])
    assert set(sent.values()) == {1}
    assert len(sent) == 40


def test_an_alert_goes_its_way(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    subjects: list[str] = []
    monkeypatch.setattr(
        "hub.sending.delivery.SmtpMailer.send",
        lambda _self, mail, _now: subjects.append(mail.subject),
    )
    mail = MailSettings(host="localhost", security="none", sender="hub@shop.example")
    alerts = AlertSettings(mail_to=("anna@shop.example",), escalate_minutes=0)
    scene = Scene(engine, HubSettings(mail=mail, alerts=alerts))
    scene.add_shop("north")
    scene.connect("north", "kiosk-1", "camera-1")
    scene.pass_seconds(40)
    scene.drop("north", "kiosk-1", "camera-1")
    scene.pass_seconds(90)
    scene.connect("north", "kiosk-1", "camera-1")
    scene.send("north", "kiosk-1", [scene.press("north", "kiosk-1", scene.clock.wall, 1)])
    scene.pass_seconds(180, step_seconds=20)
    assert subjects == ["North: Not connected", "Over: North: Not connected"]
    with writing(engine) as conn:
        add_note(conn, NewNote(Area(), "2026-03-01", "2026-03-02", "Roadworks", 0, "anna"))
        (site_id,) = {one.site_id for one in scene.alerts()}
        assert site_id is not None
        assert [one.text for one in notes_about(conn, [site_id], "2026-03-02", "2026-03-09")] == [
            "Roadworks"
        ]
    with reading(engine) as conn:
        waiting = select(func.count()).where(outgoing.c.due_ms.is_not(None))
        assert conn.execute(waiting).scalar_one() == 0
