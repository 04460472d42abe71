"""How good the counters are: people inside now, leftovers of nights, audits on the cards."""

from typing import Literal

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine

from hub.domain.periods import parse_period
from hub.figures.leftovers import NIGHTS_SHOWN, leftovers
from hub.figures.selection import choose
from hub.serving import hub_of
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms, status
from wire.clock import FakeClock
from wire.scalars import Stamp
from wire.status import OpenWindow

NOW_MS = round(NOW.timestamp() * 1000)
DASH = "\N{EN DASH}"
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


def test_people_inside_are_shown_with_the_time_of_the_word(books: Books, anna: Actor) -> None:
    site = books.site("a", "A", "UTC")
    door, back = books.device(site, "door", "camera"), books.device(site, "back", "camera")
    books.window(door, [(NOW_MS - HOUR_MS, 9, 2)])
    assert f"Inside now {DASH} no camera that counts a door is connected" in anna.text("/footfall")
    books.says(door, status("a", "door", "camera", NOW, occupancy=7), NOW_MS - 12_000)
    assert "Inside now 7 as told at 11:59:48" in anna.text("/footfall")
    assert "7 inside, as told at 11:59:48" in anna.text("/")
    books.says(back, status("a", "back", "camera", NOW, occupancy=4), NOW_MS - 40_000)
    text = anna.text("/footfall")
    assert "Inside now 11 as told at 11:59:20, added up over 2 cameras" in text


@pytest.mark.parametrize(("age_s", "online"), [(7200, True), (3, False)])
def test_an_old_word_is_not_of_now(books: Books, anna: Actor, age_s: int, online: bool) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 9, 2)])
    told = status("a", "door", "camera", NOW, occupancy=7)
    books.says(camera, told, NOW_MS - age_s * 1000, online=online)
    text = anna.text("/footfall")
    assert f"Inside now {DASH} no camera" in text
    assert "A, door: 7, as told on 3 Mar 2026," in text
    assert "inside, as told" not in anna.text("/")


def test_leftovers_are_those_of_the_nights_shown(engine: Engine, books: Books) -> None:
    zone = "Europe/Warsaw"
    site = books.site("a", "A", zone)
    cameras = [books.device(site, name, "camera") for name in ("door", "back")]
    nights = [(day, camera) for day in range(1, 29) for camera in cameras]
    for day, camera in nights:
        at_ms = ms(f"2026-02-{day:02d}T03:00:00", zone)
        books.night(camera, at_ms, entered=100 + day, removed=day % 4, held=day % 3)
    with reading(engine) as conn:
        period = parse_period("range", "2026-02-03", "2026-02-20")
        found = leftovers(conn, choose(conn, period=period, now_ms=NOW_MS))
    shown = range(3, 21)
    assert found.total is not None
    assert found.total.entered == 2 * sum(100 + day for day in shown)
    assert found.total.removed == 2 * sum(day % 4 for day in shown)
    assert found.total.held == 2 * sum(day % 3 for day in shown)
    off = found.total.removed + found.total.held
    assert found.total.share == off / found.total.entered
    assert (found.resets, [one.resets for one in found.cameras]) == (36, [18, 18])
    assert len(found.nights) == NIGHTS_SHOWN
    assert [one.newest_ms for one in found.nights] == sorted(
        (one.newest_ms for one in found.nights), reverse=True
    )
    assert found.nights[0].newest_ms == ms("2026-02-20T03:00:00", zone)


def test_a_night_nobody_came_has_no_share(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 3, 1)])
    books.night(camera, NOW_MS - HOUR_MS, entered=0, removed=0, held=2)
    assert f"Left over at night {DASH} 2 of 0 who had come in by then" in anna.text(
        "/footfall?period=today"
    )


def test_the_page_says_what_was_left_over(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    books.window(camera, [(NOW_MS - HOUR_MS, 3, 1)])
    assert "In less out +2" in anna.text("/footfall?period=7d")
    books.night(camera, NOW_MS - 33 * HOUR_MS, entered=400, removed=3, held=1)
    books.night(camera, NOW_MS - 9 * HOUR_MS, entered=600, removed=0, held=1)
    text = anna.text("/footfall?period=7d")
    assert "Left over at night 0.5% 5 of 1,000 who had come in by then" in text
    assert "Everybody who comes in goes out again." in text
    assert "A door 2 1,000 3 2 0.5%" in text
    assert "3 Mar 2026, 03:00 A door 600 0 1 0.2% 2 Mar 2026, 03:00 A door 400 3 1 1.0%" in text
    for table in ("leftovers", "nights", "street"):
        assert anna.get(f"/footfall/{table}.csv?period=7d").status_code == 200


def audited(books: Books, age_days: float = 10, *, line: str = "door", name: str = "a") -> None:
    site = books.site("a", "A", "UTC")
    camera = books.device(site, "door", "camera")
    begins_ms = NOW_MS - round(age_days * DAY_MS)
    # 25 minutes: in 8 and 8, agreed on 8 but for three minutes of a miss and three of a phantom.
    for minute in range(25):
        seen = {0: 9, 1: 9, 2: 9}.get(minute, 8)
        counted = {3: 9, 4: 9, 5: 9}.get(minute, 8)
        agreed = 7 if minute == 6 else 8
        at_ms = begins_ms + minute * 60_000
        books.audit(camera, at_ms, (seen, counted, agreed), (1, 1, 1), name=name, line=line)


def test_the_card_shows_each_direction_with_its_interval(books: Books, anna: Actor) -> None:
    audited(books)
    text = anna.text("/devices")
    tapped, counted, agreed = 25 * 8 + 3, 25 * 8 + 3, 25 * 8 - 1
    every = tapped + counted - agreed
    assert (agreed, every) == (199, 207)
    # Wilson's interval of 199 of 207, from the formula: 92.6 to 98.0 %.
    assert "door, in 92.6 to 98.0% right, 199 of 207 missed 4, counted too many 4; 21 Feb" in text
    assert "door, out 87 to 100% right, 25 of 25 Too few to judge. missed 0" in text
    assert "Counting audit in order" in text
    assert "Due again on 20 Aug 2026" in text
    assert " 96%" not in text


@pytest.mark.parametrize(
    ("age_days", "words"),
    [(170, "Counting audit due "), (181, "Counting audit overdue "), (181, "Due again since")],
)
def test_an_old_audit_is_due_again(books: Books, anna: Actor, age_days: float, words: str) -> None:
    audited(books, age_days)
    assert words in anna.text("/devices")


def test_the_newest_audit_of_each_line_counts(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    full = (40, 40, 40)
    books.audit(camera, NOW_MS - 200 * DAY_MS, (40, 10, 10), full, name="a", line="east")
    books.audit(camera, NOW_MS - 170 * DAY_MS, full, full, name="b", line="east")
    books.audit(camera, NOW_MS - 20 * DAY_MS, full, full, name="c", line="west")
    text = anna.text("/devices")
    assert "Counting audit due" in text  # the east line's, which is the older one
    assert text.count("40 of 40") == 4
    assert "10 of 40" not in text


def _drawn(*names: str, kind: Literal["door", "street"] = "door") -> list[OpenWindow]:
    at = Stamp(wall=NOW, boot="b" * 32, boot_ms=60_000, synced=True)
    return [OpenWindow(line=name, at=at, entered=0, left=0, kind=kind) for name in names]


def test_a_camera_with_a_line_that_nobody_counted_beside_says_so(books: Books, anna: Actor) -> None:
    site = books.site("a", "A", "UTC")
    door, floor = books.device(site, "door", "camera"), books.device(site, "floor", "camera")
    books.says(door, status("a", "door", "camera", NOW, open_windows=_drawn("door")), NOW_MS)
    books.says(floor, status("a", "floor", "camera", NOW, counts={"zone.new.visits": 1}), NOW_MS)
    assert anna.text("/devices").count("Counting audit never audited") == 1


def test_lines_that_are_gone_or_new_are_told_apart(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    full = (40, 40, 40)
    books.audit(camera, NOW_MS - 300 * DAY_MS, full, full, name="a", line="gone")
    books.audit(camera, NOW_MS - 20 * DAY_MS, full, full, name="b", line="east")
    drawn = _drawn("east", "west") + _drawn("pavement", kind="street")
    books.says(camera, status("a", "door", "camera", NOW, open_windows=drawn), NOW_MS)
    text = anna.text("/devices")
    assert "Counting audit due east, in" in text
    assert "west never audited" in text
    assert "gone" not in text
    assert "pavement" not in text
    books.says(camera, status("a", "door", "camera", NOW, open_windows=drawn[:1]), NOW_MS)
    assert "Counting audit in order" in anna.text("/devices")
    books.says(camera, status("a", "door", "camera", NOW, open_windows=drawn[1:2]), NOW_MS)
    assert "Counting audit never audited" in anna.text("/devices")


def test_nobody_crossed_in_one_direction(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    books.audit(camera, NOW_MS - DAY_MS, (40, 40, 40), (0, 0, 0))
    assert "door, out nobody crossed in this direction" in anna.text("/devices")


def test_a_device_that_claims_nonsense_breaks_no_page(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "door", "camera")
    books.audit(camera, NOW_MS - DAY_MS, (3, 2, 2**53), (0, 0, 9))
    assert "2 of 3" in anna.text("/devices")
    assert anna.get("/").status_code == 200


def test_the_time_an_audit_is_good_for_is_a_setting(
    app: APIFlask, books: Books, anna: Actor, clock: FakeClock
) -> None:
    audited(books)
    assert hub_of(app).settings.devices.audit_due_days == 180
    clock.advance(160 * 86_400)
    assert "Counting audit due" in anna.text("/devices")
