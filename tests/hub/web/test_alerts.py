"""The Alerts page: what is open, who may do something about it, and what is kept of it."""

import csv
import io

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, select

from hub.domain.alerts import KINDS, Kind
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.outgoing import Message, put
from hub.store.schema import outgoing
from tests.hub.web.actors import Actor, words
from tests.hub.web.alert_book import end_alert, open_alert
from tests.hub.web.books import NOW, Books
from tests.hub.web.cast import person

NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000


@pytest.fixture
def two_shops(books: Books) -> None:
    books.site("riga", "Rīga <b>", "Europe/Riga")
    books.site("oslo", "Oslo", "Europe/Oslo")


@pytest.mark.usefixtures("two_shops")
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_alert_is_shown_with_its_sentence_and_a_link_that_opens(
    kind: Kind, anna: Actor, engine: Engine
) -> None:
    number = open_alert(engine, kind, None if kind == "deaf" else "riga", NOW_MS - HOUR_MS)
    page = anna.get("/alerts").text
    assert "<b>:" not in page
    assert f'href="/alerts/{number}"' in page
    assert "{" not in words(page)
    single = anna.get(f"/alerts/{number}")
    assert single.status_code == 200
    link = single.text.split('class="more"><a href="')[1].split('"')[0].replace("&amp;", "&")
    assert anna.get(link).status_code == 200


@pytest.mark.usefixtures("two_shops")
def test_open_ones_come_first_and_are_counted_in_the_navigation(
    anna: Actor, engine: Engine
) -> None:
    over = open_alert(engine, "queue", "oslo", NOW_MS - 2 * HOUR_MS)
    open_alert(engine, "offline", "riga", NOW_MS - HOUR_MS)
    end_alert(engine, over, NOW_MS - HOUR_MS)
    text = anna.text("/alerts")
    assert "1 is open" in text
    assert text.index("2 devices are not connected") < text.index("9.5 people")
    assert "Alerts 1 open" in text
    assert "1 is open" not in anna.text("/alerts?site=oslo")
    assert "2 devices" not in anna.text("/alerts?kind=queue")
    assert anna.get("/alerts?kind=nonsense").status_code == 400
    rows = list(csv.reader(io.StringIO(anna.get("/alerts/history.csv").text.lstrip("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["Rīga <b>", "Oslo"]


@pytest.mark.usefixtures("two_shops")
def test_acknowledging_comment_task_and_closing_are_kept_with_the_name(
    anna: Actor, engine: Engine
) -> None:
    number = open_alert(engine, "offline", "riga", NOW_MS - HOUR_MS)
    with writing(engine) as conn:
        waits = Message("k", f"alert {number}", "mail", "a@b.example", "{}", NOW_MS + HOUR_MS)
        put(conn, [waits], NOW_MS)
    own = f"/alerts/{number}"
    for address, fields in (
        ("acknowledge", {}),
        ("comment", {"text": "Router <i>off</i>\nsince noon"}),
        ("task", {"text": "Buy a router", "assignee": "Bo", "due": "2026-03-09"}),
    ):
        answer = anna.post(own, f"{own}/{address}", {"back": own, **fields})
        assert answer.headers["Location"] == own
    text = anna.text(own)
    assert "anna looks after it since" in text
    assert "Router <i>off</i> since noon anna" in text
    assert "Buy a router to do until 9 Mar · Bo" in text.replace("Mon ", "")
    assert anna.post(own, f"{own}/resolve", {}).headers["Location"] == "/alerts"
    assert "Closed by anna" in anna.text(own)
    with reading(engine) as conn:
        assert [one.what for one in entries(conn)] == [
            "alert.resolved",
            "task.added",
            "alert.commented",
            "alert.acknowledged",
        ]
        # Somebody looks after it: what waited for the end of the quiet hours is not sent.
        assert conn.execute(select(outgoing)).all() == []


@pytest.mark.usefixtures("two_shops")
@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"text": ""}, "comment"),
        ({"text": "x" * 1001}, "comment"),
        ({"text": "x", "due": "tomorrow"}, "task"),
        ({"text": "x", "assignee": "y" * 65}, "task"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(
    fields: dict[str, str], address: str, anna: Actor, engine: Engine
) -> None:
    number = open_alert(engine, "offline", "riga", NOW_MS)
    answer = anna.post(f"/alerts/{number}", f"/alerts/{number}/{address}", fields)
    assert answer.status_code == 400


@pytest.mark.usefixtures("two_shops")
def test_everybody_sees_and_changes_their_own_shops_only(
    app: APIFlask, anna: Actor, engine: Engine
) -> None:
    numbers = {
        "presses": open_alert(engine, "presses", "riga", NOW_MS),
        "offline": open_alert(engine, "offline", "riga", NOW_MS),
        "oslo": open_alert(engine, "offline", "oslo", NOW_MS),
        "hub": open_alert(engine, "deaf", None, NOW_MS),
    }
    expected = {
        # Who may see, and who may close, which alert.
        ("viewer", "shop:riga"): ({"presses", "offline"}, set()),
        ("manager", "shop:riga"): ({"presses", "offline"}, {"presses", "offline"}),
        ("technician", "shop:riga"): ({"presses", "offline"}, {"offline"}),
        ("technician", "organisation"): (set(numbers), {"offline", "oslo", "hub"}),
        ("manager", "organisation"): (set(numbers), set(numbers)),
    }
    for n, ((role, area), (seen, changed)) in enumerate(expected.items()):
        actor = person(app, engine, f"person{n}", role, area)
        page = actor.get("/alerts").text
        for name, number in numbers.items():
            assert (f'href="/alerts/{number}"' in page) is (name in seen), (role, area, name)
            assert actor.get(f"/alerts/{number}").status_code == (200 if name in seen else 404)
            if name in seen:
                answer = actor.post("/account", f"/alerts/{number}/comment", {"text": "seen"})
                assert answer.status_code == (302 if name in changed else 403), (role, name)
    assert "4 are open" in anna.text("/alerts")


@pytest.mark.usefixtures("two_shops")
def test_the_overview_tells_what_is_open(anna: Actor, engine: Engine) -> None:
    number = open_alert(engine, "queue", "riga", NOW_MS - HOUR_MS)
    open_alert(engine, "camera", "riga", NOW_MS - HOUR_MS)
    text = anna.text("/")
    assert "Rīga <b> On average 9.5 people have stood in tills" in text
    assert "Covered." not in text  # the camera's own state says it
    assert "9.5 people" not in anna.text("/?site=oslo")
    end_alert(engine, number, NOW_MS)
    assert "9.5 people" not in anna.text("/")


@pytest.mark.usefixtures("two_shops")
def test_many_old_ones_are_turned_page_by_page(anna: Actor, engine: Engine) -> None:
    for n in range(52):
        end_alert(engine, open_alert(engine, "queue", "riga", n, subject=str(n)), n + 1)
    first = anna.get("/alerts").text
    assert first.count("9.5 people") == 50
    later = first.split('href="/alerts?before=')[1].split('"')[0]
    assert anna.get(f"/alerts?before={later}").text.count("9.5 people") == 2
    assert anna.get("/alerts?before=x").status_code == 400


@pytest.mark.usefixtures("two_shops")
def test_a_mail_that_does_not_get_through_is_told_to_who_sees_the_hub(
    anna: Actor, engine: Engine
) -> None:
    with writing(engine) as conn:
        put(conn, [Message("k", "alert 1", "mail", "a@b.example", "{}", NOW_MS)], NOW_MS)
        conn.execute(outgoing.update().values(failure="Connection refused", tries=1))
    assert "1 message could not be sent yet; it is tried again. Connection refused" in anna.text(
        "/alerts"
    )
