"""Overview against a recount of what was written down."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from hub.domain.periods import Period
from hub.figures.selection import choose
from hub.figures.today import today
from hub.store.engine import reading, writing
from hub.store.quarantine import Unreadable, set_aside
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms, status
from tests.hub.web.cast import person
from wire.clock import FakeClock
from wire.scalars import Stamp
from wire.status import OpenWindow, Problem

NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS = 60_000


def test_an_empty_hub_says_what_to_do(anna: Actor) -> None:
    assert "otklik-hub site add" in anna.text("/")
    for address in ("/satisfaction", "/footfall", "/devices"):
        assert anna.get(address).status_code == 200


def test_todays_presses_are_those_since_local_midnight(books: Books, anna: Actor) -> None:
    warsaw = books.site("waw", "Warsaw", "Europe/Warsaw")
    kiosk = books.device(warsaw, "till", "kiosk")
    midnight = ms("2026-03-03T00:00:00", "Europe/Warsaw")
    books.press(kiosk, [(midnight - 1, 4)] * 7)
    books.press(kiosk, [(midnight, 1)] * 17 + [(NOW_MS - 1, 3)] * 3)
    text = anna.text("/")
    assert "Happy today 85% 95% interval 64 to 95%" in text
    assert "Index today 90.0 of 100" in text
    assert "Presses today 20 Very happy 17" in text


def test_each_shop_has_its_own_today(books: Books, anna: Actor) -> None:
    for code, zone in (("apia", "Pacific/Apia"), ("pago", "Pacific/Pago_Pago")):
        site = books.site(code, code, zone)
        kiosk = books.device(site, "k", "kiosk")
        now = NOW.astimezone(ZoneInfo(zone))
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        start = round(midnight.timestamp() * 1000)
        books.press(kiosk, [(start, 1), (start - 1, 1)])
    assert "Presses today 2 " in anna.text("/")
    assert "Presses today 1 " in anna.text("/?site=apia")


def test_a_shop_without_a_camera_does_not_say_that_nobody_came(books: Books, anna: Actor) -> None:
    site = books.site("a", "A", "UTC")
    books.press(books.device(site, "k", "kiosk"), [(NOW_MS - 1, 1)])
    assert "Visitors today \N{EN DASH} No camera counted a door." in anna.text("/")
    camera = books.device(site, "door", "camera")
    books.window(camera, [(NOW_MS - 24 * 60 * MINUTE_MS, 3, 3)])
    assert "Visitors today \N{EN DASH} No camera counted a door." in anna.text("/")
    books.window(camera, [(NOW_MS - 2 * MINUTE_MS, 0, 0)])
    assert "Visitors today 0 in 0 out" in anna.text("/")


def test_far_shops_name_both_days(books: Books, anna: Actor) -> None:
    for code, zone in (("apia", "Pacific/Apia"), ("pago", "Pacific/Pago_Pago")):
        books.site(code, code, zone)
    assert "Tuesday 3 March 2026 to Wednesday 4 March 2026" in anna.text("/")
    week = "Wednesday 25 February 2026 to Tuesday 3 March 2026"
    assert week in anna.text("/satisfaction")


def test_few_presses_are_said_to_be_few(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - n, 1) for n in range(19)])
    assert "Too few to judge." in anna.text("/")
    books.press(kiosk, [(NOW_MS - 100, 1)])
    assert "Too few to judge." not in anna.text("/")


def test_likely_play_is_shown_and_can_be_left_out(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - n, 1) for n in range(20)])
    books.press(kiosk, [(NOW_MS - n, 4) for n in range(20)], play=True)
    with_play, without = anna.text("/"), anna.text("/?play=without")
    assert "Happy today 50%" in with_play
    assert "20 look like play. Without play: 100% happy" in with_play
    assert "Happy today 100%" in without
    assert "20 that look like play are left out." in without


def test_events_of_several_zones_say_whose_clock_it_is(books: Books, anna: Actor) -> None:
    riga = books.device(books.site("riga", "Riga", "Europe/Riga"), "k", "kiosk")
    books.press(riga, [(NOW_MS - 1000, 1)])
    assert "Riga, k 13:59:59" in anna.text("/")
    york = books.device(books.site("york", "York", "Europe/London"), "k", "kiosk")
    books.press(york, [(NOW_MS, 1)])
    text = anna.text("/")
    assert "York, k · Europe/London 12:00:00" in text
    assert "Riga, k · Europe/Riga 13:59:59" in text


def test_the_window_being_counted_is_added_once(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    start = NOW_MS - 90_000
    books.window(camera, [(start, 5, 2)])
    open_at = Stamp(wall=NOW - timedelta(seconds=30), boot="b" * 32, boot_ms=9_000, synced=True)
    window = OpenWindow(line="door", at=open_at, entered=3, left=1)
    books.says(camera, status("a", "cam", "camera", NOW, open_windows=[window]), NOW_MS)
    assert "Visitors today 8 in 3 out 3 in and 1 out of these" in anna.text("/")
    books.window(camera, [(NOW_MS - 30_000, 3, 1)])
    assert "Visitors today 8 in 3 out as the cameras count" in anna.text("/")


def test_what_needs_attention_is_listed(books: Books, anna: Actor) -> None:
    site = books.site("a", "Alpha", "Europe/Riga", confirmed=False)
    kiosk = books.device(site, "till", "kiosk")
    stuck = Problem(code="stuck", text="Button 2 is held down.", since=NOW)
    books.says(kiosk, status("a", "till", "kiosk", NOW, problems=[stuck]), NOW_MS)
    books.compared(kiosk, '{"press.1": 2}')
    text = anna.text("/")
    assert "Alpha, till Button 2 is held down. since 3 Mar 2026, 14:00" in text
    assert "press.1 +2" in text
    assert "Europe/Riga is a guess" in text


def test_sample_data_is_marked_wherever_it_counts(books: Books, anna: Actor) -> None:
    real = books.device(books.site("r", "Real", "UTC"), "k", "kiosk")
    sample = books.device(books.site("s", "Made up", "UTC"), "k", "kiosk", sample=True)
    books.press(real, [(NOW_MS, 1)])
    books.press(sample, [(NOW_MS - 40 * 86_400_000, 1)])
    for page in ("/", "/satisfaction?period=today", "/footfall"):
        assert "Sample data" not in anna.text(page), page
    long = "?period=range&from=2026-01-01&to=2026-03-03"
    for page in ("/devices", f"/satisfaction{long}", f"/footfall{long}"):
        assert "Sample data Made up: figures include generated data" in anna.text(page), page
    assert "Sample data Made up" in anna.text(f"/satisfaction{long}&site=s")
    for page in ("/tasks", "/notes", "/posters", "/alerts", "/reports?every=month"):
        assert ("Sample data" in anna.text(page)) == ("report" not in page), page
    assert "Sample data" not in anna.text(f"/satisfaction{long}&site=r")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7777 * 7777 }}",
    "Robert'); DROP TABLE press;--",
    "\u202egnihtemos",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(books: Books, anna: Actor, name: str) -> None:
    kiosk = books.device(books.site("a", name, "UTC", confirmed=False), name, "kiosk")
    books.press(kiosk, [(NOW_MS, 1)])
    problem = Problem(code="x", text=name)
    books.says(kiosk, status("a", "k", "kiosk", NOW, problems=[problem]), NOW_MS)
    for page in ("/", "/satisfaction", "/footfall", "/devices"):
        html = anna.get(page).text
        assert "<script>alert" not in html
        assert "<img" not in html
        # As many digits as no token in the page has by chance.
        assert "60481729" not in html
    assert name in anna.text("/")


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/?site=nowhere", 404, "There is no shop 'nowhere'"),
        ("/satisfaction?period=decade", 400, "no period 'decade'"),
        ("/satisfaction?from=2026-01-01&to=1990-01-01", 400, "swap them"),
        ("/footfall?from=2016-01-01&to=2027-01-01", 400, "at most 3,660 days"),
        ("/footfall?from=%00&to=x", 400, "a character in it that nobody can see"),
        ("/satisfaction?kiosk=k", 404, "Choose a shop before a kiosk"),
        ("/live?page=nothing", 404, "no such live page"),
        ("/live?page=overview&site=nowhere", 404, "There is no shop"),
        ("/nothing", 404, "There is nothing at this address."),
    ],
)
def test_bad_addresses_get_one_clear_sentence(
    anna: Actor, address: str, code: int, sentence: str
) -> None:
    answer = anna.get(address)
    assert answer.status_code == code
    assert sentence in answer.text.replace("&#39;", "'")


pressed = st.lists(
    st.tuples(st.integers(0, 3 * 24 * 60), st.integers(1, 4), st.booleans()), max_size=60
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pressed, st.sampled_from(["Europe/Warsaw", "Asia/Kolkata", "America/St_Johns"]))
def test_any_presses_are_recounted_the_same(
    engine: Engine, presses: list[tuple[int, int, bool]], zone: str
) -> None:
    books = Books(engine)
    code = uuid4().hex
    kiosk = books.device(books.site(code, code, zone), "k", "kiosk")
    clock = FakeClock(NOW)
    for play in (True, False):
        mine = [
            (NOW_MS - ago * MINUTE_MS, button) for ago, button, plays in presses if plays is play
        ]
        if mine:
            books.press(kiosk, mine, play=play)
    day = clock.wall.astimezone(ZoneInfo(zone)).date().isoformat()
    todays = [row for row in books.presses if books.day_of(row.at_ms, zone) == day]
    with reading(engine) as conn:
        found = today(conn, choose(conn, period=Period("today"), now_ms=NOW_MS, site_code=code))
    assert found.score.presses == len(todays)
    assert found.score.happy == sum(row.button <= 2 for row in todays)
    assert found.play == sum(row.play for row in todays)
    assert sum(hour.score.presses for hour in found.hours) == len(todays)
    assert [event.at_ms for event in found.events] == sorted(
        (row.at_ms for row in books.presses if row.at_ms >= NOW_MS - 86_400_000), reverse=True
    )[:10]


def test_unreadable_messages_are_told_to_those_who_see_all_shops(
    engine: Engine, books: Books, app: APIFlask, anna: Actor
) -> None:
    """Nobody knows for sure which shop such a message is of."""
    books.site("riga", "Riga", "UTC")
    entry = Unreadable(NOW_MS - 1000, "otklik/1/oslo/k/press", "bad_json", "no JSON", None, b"{")
    with writing(engine) as conn:
        set_aside(conn, [entry], keep=10)
    told = "Messages that could not be read, of the last 24 hours: 1."
    assert told in anna.text("/")
    assert "otklik/1/oslo" in anna.text("/devices")
    local = person(app, engine, "mia", "technician", "shop:riga")
    assert told not in local.text("/")
    assert "otklik/1/oslo" not in local.text("/devices")
