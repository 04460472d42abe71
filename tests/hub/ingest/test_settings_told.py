"""What devices say of their settings is stored; what cannot be read harms nobody else."""

import msgspec
import pytest
from sqlalchemy import Engine

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message, sort_messages
from hub.settings import HubSettings
from hub.store.engine import reading
from hub.store.remote import Told, targets, told_by_device
from tests.hub.ingest.building import DEVICE, SITE, START_MS
from tests.hub.web.books import NOW, status
from wire.codec import encode
from wire.remote.messages import Setting, SettingsReport, Values
from wire.scalars import Stamp

TOPIC = f"otklik/1/{SITE}/{DEVICE}/settings"
AT = Stamp(wall=NOW, boot="b" * 32, boot_ms=1, synced=True)


def report(*settings: Setting, acting: int = 3, site: str = SITE) -> bytes:
    said = SettingsReport(
        v=1, site=site, device=DEVICE, at=AT, acting=acting, values=list(settings)
    )
    return encode(said)


def test_the_newest_report_of_a_known_device_is_kept(engine: Engine) -> None:
    handler = Handler(engine, HubSettings())
    first = report(Setting("kiosk.question", '"Früher?"'), acting=2)
    newer = report(Setting("kiosk.question", '"Wie war es?"'), Setting("kiosk.settle_ms", "7"))
    own = encode(status(SITE, DEVICE, "kiosk", NOW))
    handler.handle([Message(TOPIC, first, START_MS)])  # nobody knows it yet: ignored
    handler.handle([Message(f"otklik/1/{SITE}/{DEVICE}/status", own, START_MS)])
    handler.handle([Message(TOPIC, first, START_MS), Message(TOPIC, newer, START_MS + 1)])
    handler.handle([Message(TOPIC, b"", START_MS)])  # how an operator clears what is retained
    handler.close()
    with reading(engine) as conn:
        (target,) = targets(conn)
        told = told_by_device(conn, [target.id])
    values: Values = {"kiosk.question": "Wie war es?", "kiosk.settle_ms": 7}
    assert told == {target.id: Told(3, values, START_MS + 1)}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (report(Setting("kiosk.question", '"open')), "wrong_type"),
        (report(Setting("kiosk.question", '{"a": 1}')), "wrong_type"),
        (report(Setting("kiosk.question", "[" * 2000)), "wrong_type"),
        (report(Setting("kiosk.question", "null")), "wrong_type"),
        (report(site="elsewhere"), "wrong_sender"),
        (msgspec.json.encode({"v": 1}), "wrong_type"),
        (b"\xff", "not_json"),
        (b"x" * 1_000_000, "too_large"),
    ],
)
def test_what_cannot_be_read_is_set_aside(payload: bytes, code: str) -> None:
    found = sort_messages([Message(TOPIC, payload, START_MS)])
    assert not found.settings
    assert [one.code for one in found.unreadable] == [code]
