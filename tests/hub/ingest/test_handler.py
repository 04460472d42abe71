import json
from collections.abc import Iterator

import msgspec
import pytest
from sqlalchemy import Engine

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings, IngestSettings, SiteDefaults
from hub.store.engine import writing
from hub.store.schema import (
    audit,
    audit_minute,
    devices,
    epoch_ahead,
    epochs,
    expression_window,
    footfall,
    footfall_hour,
    occupancy_reset,
    press,
    press_day,
    press_hour,
    quarantine,
    quarantine_count,
    sites,
    zone_day,
    zone_hour,
    zone_window,
)
from hub.store.site_changes import set_site
from hub.store.sites import add_site
from tests.hub.ingest.building import (
    DEVICE,
    EPOCH,
    SESSION,
    SITE,
    START_MS,
    a_press,
    a_reset,
    a_status,
    a_window,
    a_zone,
    an_audit_minute,
    an_expression,
    check_sums_equal_a_recount,
    rows,
    sent,
)
from wire.expression_events import ShareError
from wire.messages import VERSION, Ack
from wire.status import Problem

SETTINGS = HubSettings(
    site_defaults=SiteDefaults(timezone="Europe/Riga"),
    ingest=IngestSettings(quarantine_rows=100),
)


@pytest.fixture
def handler(engine: Engine) -> Iterator[Handler]:
    one = Handler(engine, SETTINGS)
    yield one
    one.close()


def acked(seq: int, epoch: str = EPOCH) -> list[tuple[str, str, Ack]]:
    return [(SITE, DEVICE, Ack(v=VERSION, epoch=epoch, seq=seq))]


def test_a_press_is_stored_summed_and_acknowledged(engine: Engine, handler: Handler) -> None:
    assert handler.handle([sent(a_press(1, 3, play=True))]) == acked(1)
    [stored] = rows(engine, press)
    at_ms = START_MS + 60_000
    assert stored == {
        "epoch_id": 1,
        "seq": 1,
        "device_id": 1,
        "at_ms": at_ms,
        "quality": 0,
        "button": 3,
        "scale": 4,
        "play": True,
    }
    [hour] = rows(engine, press_hour)
    assert {name: n for name, n in hour.items() if n} == {
        "device_id": 1,
        "hour_ms": START_MS,
        "scale": 4,
        "n3": 1,
        "p3": 1,
    }
    assert rows(engine, press_day)[0]["day"] == "2026-03-02"
    assert rows(engine, epochs)[0]["counts"] == '{"press.3":1}'
    assert rows(engine, devices)[0]["last_event_ms"] == at_ms


def test_a_footfall_window_is_stored_and_summed(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_window(1), a_window(2, entered=5))])
    assert [row["entered"] for row in rows(engine, footfall)] == [2, 5]
    [hour] = rows(engine, footfall_hour)
    assert (hour["line"], hour["entered"], hour["left"]) == ("door", 7, 2)
    assert (hour["seconds"], hour["frames"], hour["dropped"]) == (120, 1200, 0)
    counts = json.loads(str(rows(engine, epochs)[0]["counts"]))
    assert counts == {"footfall.door.in": 7, "footfall.door.out": 2}


def test_a_street_line_and_staff_are_kept_apart_from_the_door(
    engine: Engine, handler: Handler
) -> None:
    door = a_window(1, staff_entered=4, staff_left=3)
    handler.handle([sent(door, a_window(2, entered=50, left=30, kind="street"))])
    found = {row["kind"]: row for row in rows(engine, footfall_hour)}
    assert {kind: (row["entered"], row["left"]) for kind, row in found.items()} == {
        "door": (2, 1),
        "street": (50, 30),
    }
    assert (found["door"]["staff_entered"], found["door"]["staff_left"]) == (4, 3)
    assert [row["kind"] for row in rows(engine, footfall)] == ["door", "street"]


def test_a_zone_window_is_stored_and_summed_but_for_the_most(
    engine: Engine, handler: Handler
) -> None:
    handler.handle([sent(a_zone(1, {"5": 2, "45": 1, "more": 1}, most=3))])
    handler.handle([sent(a_zone(2, {"5": 1}, most=2, staff_visits=6))])
    first, second = rows(engine, zone_window)
    assert (first["dwell_5"], first["dwell_60"], first["dwell_more"]) == (2, 1, 1)
    assert (first["kind"], second["staff_visits"], second["most"]) == ("area", 6, 2)
    for table in (zone_hour, zone_day):
        [sums] = rows(engine, table)
        assert (sums["visits"], sums["dwell_5"], sums["dwell_ms"]) == (5, 3, 4_040_000)
        assert (sums["occupancy_ms"], sums["seconds"]) == (180_000, 120)
        assert (sums["staff_visits"], sums["most"]) == (6, 3)
    assert json.loads(str(rows(engine, epochs)[0]["counts"])) == {"zone.new.visits": 5}


def test_a_nightly_reset_is_stored(engine: Engine, handler: Handler) -> None:
    assert handler.handle([sent(a_reset(1))]) == acked(1)
    [row] = rows(engine, occupancy_reset)
    assert (row["seconds"], row["entered"], row["left"]) == (86_400, 400, 397)
    assert (row["removed"], row["held"], row["at_ms"]) == (4, 1, START_MS + 60_000)


def test_the_minutes_of_an_audit_are_stored_and_summed(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(an_audit_minute(1), an_audit_minute(2), an_audit_minute(3, "b" * 32))])
    handler.handle([sent(an_audit_minute(2))])
    assert len(rows(engine, audit_minute)) == 3
    first, second = rows(engine, audit)
    assert (first["tapped_in"], first["counted_in"], first["agreed_in"]) == (10, 8, 8)
    assert (first["tapped_out"], first["seconds"]) == (4, 120)
    assert first["newest_ms"] == START_MS + 120_000
    assert (second["audit"], second["tapped_in"]) == ("b" * 32, 5)


def test_an_expression_window_is_stored_as_it_came(engine: Engine, handler: Handler) -> None:
    raw = an_expression(2, corrected=False, calibration=None, errors=[], zone=None)
    handler.handle([sent(an_expression(1), raw)])
    corrected, uncorrected = rows(engine, expression_window)
    told = an_expression(1)
    for name in ("seconds", "visitors", "unseen", "least", "negative", "neutral", "positive"):
        assert corrected[name] == getattr(told, name)
    for name in ("corrected", "calibration", "zone", "network", "detector", "law"):
        assert corrected[name] == getattr(told, name)
    errors = msgspec.json.decode(str(corrected["errors"]), type=list[ShareError])
    assert errors == told.errors
    assert (uncorrected["corrected"], uncorrected["zone"]) == (False, None)
    assert (uncorrected["calibration"], uncorrected["errors"]) == (None, "[]")


def test_a_repeat_changes_nothing_but_is_acknowledged(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1), a_press(2))])
    assert handler.handle([sent(a_press(2), a_press(1))]) == acked(2)
    assert handler.handle([sent(a_press(1)), sent(a_press(1))]) == acked(2)
    assert len(rows(engine, press)) == 2
    check_sums_equal_a_recount(engine)


def test_the_same_number_twice_in_one_batch_counts_once(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1, 1), a_press(1, 2))])
    assert [row["button"] for row in rows(engine, press)] == [1]
    check_sums_equal_a_recount(engine)


def test_only_what_is_there_without_a_gap_is_acknowledged(engine: Engine, handler: Handler) -> None:
    assert handler.handle([sent(a_press(1)), sent(a_press(3), a_press(4))]) == acked(1)
    assert [row["seq"] for row in rows(engine, epoch_ahead)] == [3, 4]
    assert Handler(engine, SETTINGS).handle([sent(a_press(2))]) == acked(4)
    assert rows(engine, epoch_ahead) == []


def test_streams_of_one_outbox_share_their_numbers(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1))])
    assert handler.handle([sent(a_window(2)), sent(a_press(3))]) == acked(3)
    handler.handle([sent(a_window(1))])
    assert [row["seq"] for row in rows(engine, footfall)] == [2]


def test_a_new_outbox_counts_anew(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1))])
    assert handler.handle([sent(a_press(1), epoch="f" * 32)]) == acked(1, "f" * 32)
    assert len(rows(engine, press)) == 2


def test_a_shop_nobody_announced_is_made_unconfirmed(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1))])
    [site] = rows(engine, sites)
    assert (site["code"], site["name"], site["timezone"]) == (SITE, SITE, "Europe/Riga")
    assert site["confirmed"] is False
    [device] = rows(engine, devices)
    assert (device["name"], device["room"], device["online"]) == (DEVICE, None, False)


def test_hours_are_those_of_the_shop(engine: Engine, handler: Handler) -> None:
    with writing(engine) as conn:
        add_site(conn, SITE, "North", "Asia/Kolkata")
    handler.handle([sent(a_press(1))])  # 09:01 UTC is 14:31 there
    assert rows(engine, press_hour)[0]["hour_ms"] == START_MS - 30 * 60_000


def test_a_zone_that_was_set_meanwhile_counts_at_once(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1))])
    with writing(engine) as conn:
        assert set_site(conn, SITE, name="North", timezone="Asia/Kolkata")
    handler.handle([sent(a_press(2))])
    assert [row["hour_ms"] for row in rows(engine, press_hour)] == [START_MS - 30 * 60_000]
    check_sums_equal_a_recount(engine)


def test_another_workers_writing_is_seen(engine: Engine, handler: Handler) -> None:
    other = Handler(engine, SETTINGS)
    for seq in range(1, 7):
        worker = handler if seq % 2 else other
        assert worker.handle([sent(a_press(seq)), sent(a_press(max(1, seq - 1)))]) == acked(seq)
    other.close()
    assert len(rows(engine, press)) == 6
    check_sums_equal_a_recount(engine)


GOOD = sent(a_press(1)).payload
TOPIC = sent(a_press(1)).topic


def _with(**changes: object) -> bytes:
    return json.dumps(json.loads(GOOD) | changes).encode()


@pytest.mark.parametrize(
    ("topic", "payload", "code"),
    [
        pytest.param(TOPIC, b"\xff\x00 no json", "not_json", id="not JSON"),
        pytest.param(TOPIC, b"", "not_json", id="empty"),
        pytest.param(TOPIC, b"[]", "wrong_type", id="not an object"),
        pytest.param(TOPIC, _with(site=7), "wrong_type", id="wrong type in the header"),
        pytest.param(TOPIC, _with(events=[{"seq": "x"}]), "wrong_type", id="no number"),
        pytest.param(TOPIC, _with(events="none"), "wrong_type", id="no events"),
        pytest.param(TOPIC, b"x" * 1_000_000, "too_large", id="1 MB"),
        pytest.param(TOPIC, b"[" * 200_000, "wrong_type", id="deep nesting"),
        pytest.param(TOPIC, b'{"x":' + b"[" * 200_000, "not_json", id="deep nesting inside"),
        pytest.param(TOPIC, _with(device="kiosk-2"), "wrong_sender", id="another device"),
        pytest.param(TOPIC, _with(site="south-1"), "wrong_sender", id="another shop"),
        pytest.param("otklik/1/North/k/press", GOOD, "bad_topic", id="a name with a capital"),
        pytest.param("otklik/1/a/b/gossip", GOOD, "bad_topic", id="an unknown stream"),
        pytest.param(f"otklik/1/{SITE}/{DEVICE}/status", GOOD, "wrong_type", id="not a status"),
        pytest.param(
            f"otklik/1/{SITE}/kiosk-2/status", a_status().payload, "wrong_sender", id="status"
        ),
        pytest.param(
            f"otklik/1/{SITE}/{DEVICE}/status",
            a_status(v=9).payload,
            "future_version",
            id="a newer status",
        ),
    ],
)
def test_what_cannot_be_read_is_kept_aside_with_its_reason(
    engine: Engine, handler: Handler, topic: str, payload: bytes, code: str
) -> None:
    assert handler.handle([Message(topic, payload, START_MS), sent(a_press(5))]) == acked(0)
    [entry] = rows(engine, quarantine)
    assert (entry["code"], entry["topic"], entry["size_bytes"]) == (code, topic, len(payload))
    assert entry["raw"] == payload[:4096]
    assert rows(engine, quarantine_count) == [{"code": code, "n": 1}]
    assert [row["seq"] for row in rows(engine, press)] == [5]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (_with(v=2), "future_version"),
        (_with(events=[json.loads(GOOD)["events"][0] | {"button": 9}]), "wrong_type"),
        (_with(events=[json.loads(GOOD)["events"][0] | {"button": 4, "of": 2}]), "wrong_type"),
        (_with(sent="noon"), "wrong_type"),
    ],
)
def test_an_event_that_cannot_be_read_does_not_hold_up_its_device(
    engine: Engine, handler: Handler, payload: bytes, code: str
) -> None:
    unreadable = Message(TOPIC, payload, START_MS)
    assert handler.handle([unreadable]) == acked(1)
    assert handler.handle([unreadable]) == acked(1)
    assert [(row["code"], row["seq"]) for row in rows(engine, quarantine)] == [(code, 1)]
    assert handler.handle([sent(a_press(2))]) == acked(2)


def test_one_bad_event_does_not_cost_the_others(engine: Engine, handler: Handler) -> None:
    body = json.loads(sent(a_press(1), a_press(2), a_press(3)).payload)
    body["events"][1]["button"] = "happy"
    assert handler.handle([Message(TOPIC, json.dumps(body).encode(), START_MS)]) == acked(3)
    assert [row["seq"] for row in rows(engine, press)] == [1, 3]


def test_another_devices_name_does_not_touch_that_device(engine: Engine, handler: Handler) -> None:
    handler.handle([sent(a_press(1), device="kiosk-2")])
    forged = sent(a_press(2), device="kiosk-2")._replace(topic=TOPIC)
    assert handler.handle([forged]) == []
    assert [row["contiguous_seq"] for row in rows(engine, epochs)] == [1]
    assert [row["code"] for row in rows(engine, quarantine)] == ["wrong_sender"]


def test_the_quarantine_keeps_the_newest_and_counts_all(engine: Engine, handler: Handler) -> None:
    for n in range(25):
        handler.handle([Message(TOPIC, f"{n}-{m}".encode(), START_MS) for m in range(10)])
    kept = [row["raw"] for row in rows(engine, quarantine)]
    assert len(kept) == 100
    assert kept[-1] == b"24-9"
    assert rows(engine, quarantine_count)[0]["n"] == 250


def test_a_status_is_stored_and_answered(engine: Engine, handler: Handler) -> None:
    problem = Problem(code="stuck_button", text="Button 2 is stuck.")
    assert handler.handle([a_status(problems=[problem])]) == acked(0)
    [device] = rows(engine, devices)
    assert (device["online"], device["online_changed_ms"], device["room"]) == (
        True,
        START_MS,
        "kiosk",
    )
    assert (device["session"], device["status_ms"]) == (SESSION, START_MS)
    assert json.loads(str(device["status"]))["problems"][0]["code"] == "stuck_button"


WILL = {"online": False, "at": None, "epoch": None, "room": None}


def test_a_will_takes_its_own_session_offline(engine: Engine, handler: Handler) -> None:
    handler.handle([a_status(), a_status(**WILL, received_ms=START_MS + 7)])
    [device] = rows(engine, devices)
    assert (device["online"], device["online_changed_ms"]) == (False, START_MS + 7)
    assert (device["room"], device["status_ms"]) == ("kiosk", START_MS)


def test_the_will_of_an_earlier_session_comes_too_late(engine: Engine, handler: Handler) -> None:
    handler.handle([a_status(session="6" * 32), a_status(**WILL)])
    assert rows(engine, devices)[0]["online"] is True


def test_a_will_of_an_unknown_device_makes_it_known_and_offline(
    engine: Engine, handler: Handler
) -> None:
    assert handler.handle([a_status(**WILL)]) == []
    assert rows(engine, devices)[0]["online"] is False


def test_a_retained_status_that_comes_again_says_nothing_new(
    engine: Engine, handler: Handler
) -> None:
    handler.handle([a_status()])
    assert handler.handle([a_status(received_ms=START_MS + 3_600_000)]) == acked(0)
    assert rows(engine, devices)[0]["status_ms"] == START_MS


def test_a_cleared_retained_status_is_no_fault(engine: Engine, handler: Handler) -> None:
    assert handler.handle([Message(f"otklik/1/{SITE}/{DEVICE}/status", b"", START_MS)]) == []
    assert rows(engine, quarantine) == []


@pytest.mark.parametrize(
    ("counts", "difference"),
    [
        ({"press.1": 2}, {}),
        ({"press.1": 3}, {"press.1": 1}),
        ({"press.2": 2}, {"press.1": -2, "press.2": 2}),
    ],
)
def test_the_counters_of_device_and_hub_are_compared(
    engine: Engine, handler: Handler, counts: dict[str, int], difference: dict[str, int]
) -> None:
    handler.handle([sent(a_press(1), a_press(2))])
    handler.handle([a_status(last_seq=2, oldest_seq=1, counts=counts)])
    [epoch] = rows(engine, epochs)
    assert json.loads(str(epoch["difference"])) == difference
    assert epoch["compared_ms"] == START_MS


def test_counters_are_not_compared_while_events_are_under_way(
    engine: Engine, handler: Handler
) -> None:
    handler.handle([sent(a_press(1))])
    handler.handle([a_status(last_seq=2, oldest_seq=1, counts={"press.1": 2})])
    assert rows(engine, epochs)[0]["difference"] is None


def test_what_the_device_no_longer_holds_is_counted_lost_and_passed(
    engine: Engine, handler: Handler
) -> None:
    handler.handle([sent(a_press(1)), sent(a_press(4))])
    assert handler.handle([a_status(last_seq=9, oldest_seq=4)]) == acked(4)
    [epoch] = rows(engine, epochs)
    assert (epoch["contiguous_seq"], epoch["lost"]) == (4, 2)
    assert rows(engine, epoch_ahead) == []


def test_an_empty_outbox_holds_nothing_that_could_still_come(
    engine: Engine, handler: Handler
) -> None:
    assert handler.handle([a_status(last_seq=9, oldest_seq=0)]) == acked(9)
    assert rows(engine, epochs)[0]["lost"] == 9
