"""People and rights, wall screens and the audit log, as an administrator uses them."""

import re

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine

from hub.store.audit_log import entries
from hub.store.engine import reading
from hub.store.grants import list_grants
from hub.store.people import list_users
from hub.web.live.views import LOOK_AGAIN_MS
from tests.hub.web.actors import PASSWORD, Actor, words
from tests.hub.web.books import NOW, Books
from tests.hub.web.cast import make_person, person
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)
ODD = "<script>alert(1)</script>'\"; DROP TABLE users; -- \N{GRINNING FACE}"
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}anna"


@pytest.fixture
def shops(books: Books) -> Books:
    """Two shops, Riga with 9 presses today and Tallinn with 4."""
    for code, name, presses in (("riga", "Riga", 9), ("tallinn", "Tallinn", 4)):
        kiosk = books.device(books.site(code, name, "UTC"), "k", "kiosk")
        books.press(kiosk, [(NOW_MS - 1000 * n, 1) for n in range(1, presses + 1)])
    return books


def change(anna: Actor, action: str, **fields: str) -> int:
    answer = anna.post("/people", f"/people/{action}", fields)
    anna.answer = answer
    return answer.status_code


def logged(engine: Engine) -> list[str]:
    with reading(engine) as conn:
        return [f"{one.who}: {one.what}, {one.about}" for one in entries(conn)]


def test_a_person_gets_a_role_loses_it_and_is_kept_out(
    app: APIFlask, shops: Books, engine: Engine, anna: Actor
) -> None:
    assert change(anna, "add-region", name="The North", code="north") == 302
    assert change(anna, "put-shop", site="riga", region="north") == 302
    new = {"name": "Bert", "password": PASSWORD, "role": "viewer", "on": "region:north"}
    assert change(anna, "add-user", **new) == 302
    assert "Viewer · The North" in anna.text("/people")
    bert = Actor(app.test_client()).sign_in("bert")
    assert "Tallinn" not in bert.get("/compare").text
    assert change(anna, "give-role", name="bert", role="manager", on="shop:tallinn") == 302
    assert "Tallinn" in bert.get("/devices").text
    assert change(anna, "put-shop", site="riga", region="") == 302
    assert "Riga" not in bert.get("/devices").text
    assert change(anna, "disable", name="bert") == 302
    assert bert.get("/").status_code == 302
    assert change(anna, "enable", name="bert") == 302
    assert bert.sign_in("bert").answer.status_code == 302
    assert "Last sign-in: 0 s ago." in anna.text("/people")
    assert logged(engine) == [
        "anna: user.enabled, user bert",
        "anna: user.disabled, user bert",
        "anna: shop.region_changed, shop riga",
        "anna: role.given, user bert",
        "anna: user.added, user bert",
        "anna: shop.region_changed, shop riga",
        "anna: region.added, region north",
    ]


def test_a_role_is_taken_by_its_cross(engine: Engine, shops: Books, anna: Actor) -> None:
    change(anna, "add-user", name="b", password=PASSWORD, role="admin", on="organisation")
    grants = re.findall(r'name="grant" value="(\d+)"', anna.get("/people").text)
    assert len(grants) == 2
    assert change(anna, "take-role", grant=grants[1]) == 302
    assert change(anna, "take-role", grant=grants[1]) == 400
    assert "taken away already" in words(anna.answer.text)


def test_the_last_administrator_stays(engine: Engine, anna: Actor) -> None:
    [grant] = re.findall(r'name="grant" value="(\d+)"', anna.get("/people").text)
    before = logged(engine)
    for action, fields in (("take-role", {"grant": grant}), ("disable", {"name": "anna"})):
        assert change(anna, action, **fields) == 400
        assert "Nobody would be left" in words(anna.answer.text)
    assert logged(engine) == before
    assert anna.get("/people").status_code == 200


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("add-user", {"name": "anna", "password": PASSWORD}),
        ("add-user", {"name": "x", "password": "short"}),
        ("add-user", {"name": "x", "password": PASSWORD, "role": "king", "on": "organisation"}),
        ("add-user", {"name": "x", "password": PASSWORD, "role": "viewer", "on": "shop:none"}),
        ("add-user", {"name": "x"}),
        ("give-role", {"name": "nobody", "role": "viewer", "on": "organisation"}),
        ("give-role", {"name": "anna", "role": "admin", "on": "organisation"}),
        ("give-role", {"name": "anna", "role": "viewer", "on": "moon"}),
        ("take-role", {"grant": "99"}),
        ("take-role", {"grant": "x"}),
        ("add-region", {"name": "", "code": "a"}),
        ("add-region", {"name": "A", "code": "Not A Code"}),
        ("put-shop", {"site": "none", "region": ""}),
        ("put-shop", {"site": "none", "region": "none"}),
        ("remove-region", {"code": "none"}),
        ("add-wall", {"name": "w", "page": "people", "on": "organisation"}),
        ("add-wall", {"name": "w", "page": "overview", "on": "shop:none"}),
        ("withdraw-wall", {"name": "none"}),
        ("add-token", {"name": "t", "on": "organisation"}),
        ("revoke-token", {"name": "none"}),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    engine: Engine, shops: Books, anna: Actor, action: str, fields: dict[str, str]
) -> None:
    assert change(anna, action, **fields) in (400, 404)
    with reading(engine) as conn:
        assert [user.name for user in list_users(conn)] == ["anna"]
    assert logged(engine) == []


def test_a_region_in_use_is_not_removed(shops: Books, anna: Actor) -> None:
    change(anna, "add-region", name="North", code="north")
    change(anna, "give-role", name="anna", role="viewer", on="region:north")
    assert change(anna, "remove-region", code="north") == 400
    assert "take them away first" in words(anna.answer.text)


def test_odd_names_are_shown_as_text(shops: Books, anna: Actor) -> None:
    assert change(anna, "add-region", name=ODD, code="o") == 302
    assert change(anna, "add-user", name=TURNED, password=PASSWORD) == 400
    name = "o'\"<b>\N{GRINNING FACE}"
    assert change(anna, "add-user", name=name, password=PASSWORD) == 302
    for address in ("/people", "/audit-log", "/audit-log?who=%27%3B--&what=%25"):
        page = anna.get(address).text
        assert "<script>alert" not in page
        assert "<b>" not in page
    assert name in anna.text("/people")


def wall(anna: Actor, **fields: str) -> str:
    asked = {"name": "door", "page": "overview", "on": "shop:riga", "period": ""} | fields
    assert change(anna, "add-wall", **asked) == 200
    found = re.search(r"http://localhost(/wall/otw_[\w-]{43})", anna.answer.text)
    assert found
    return found[1]


def test_a_wall_link_shows_one_page_of_its_shops_and_nothing_else(
    app: APIFlask, shops: Books, anna: Actor
) -> None:
    link = wall(anna)
    screen = app.test_client()
    answer = screen.get(link)
    assert answer.status_code == 200
    assert "Presses today 9" in words(answer.text)
    assert "Tallinn" not in answer.text
    assert "<nav" not in answer.text
    assert "csrf_token" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert screen.get("/").status_code == 302, "no session was opened"
    assert screen.get(f"{link}?site=tallinn&period=28d").text.count("Tallinn") == 0
    assert link not in anna.get("/people").text, "it is shown once"


def test_a_wall_screen_speaks_the_language_of_its_link(
    app: APIFlask, shops: Books, anna: Actor
) -> None:
    screen = app.test_client()
    headers = {"Accept-Language": "pl"}
    assert '<html lang="de"' in screen.get(wall(anna, language="de"), headers=headers).text
    assert '<html lang="pl"' in screen.get(wall(anna, name="other"), headers=headers).text
    assert '<html lang="en"' in screen.get("/login").text, "the next page is not in it"
    asked = {"name": "third", "page": "overview", "on": "organisation", "language": "tlh"}
    assert change(anna, "add-wall", **asked) == 400


def test_a_wall_link_gets_the_events_of_its_page_only(
    app: APIFlask, shops: Books, anna: Actor
) -> None:
    screen = app.test_client()
    page = screen.get(wall(anna)).text
    found = re.search(r'data-live="([^"]+)"', page)
    assert found
    stream = found[1].replace("&amp;", "&")
    answer = screen.get(stream, buffered=False)
    assert answer.status_code == 200
    answer.close()
    for other in (
        stream.replace("page=overview", "page=devices"),
        stream.replace("site=riga", "site=tallinn"),
        stream.replace("site=riga", "x=1"),
    ):
        assert screen.get(other).status_code == 403, other
    assert screen.get(stream[:-1] + "x").status_code in (401, 403)


def test_a_withdrawn_link_is_dead_and_so_is_its_stream(
    app: APIFlask, shops: Books, anna: Actor, clock: FakeClock
) -> None:
    link = wall(anna)
    screen = app.test_client()
    found = re.search(r'data-live="([^"]+)"', screen.get(link).text)
    assert found
    answer = screen.get(found[1].replace("&amp;", "&"), buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    next(chunks)
    assert change(anna, "withdraw-wall", name="door") == 302
    clock.advance(LOOK_AGAIN_MS / 1000)
    assert list(chunks) == []
    answer.close()
    gone, never = screen.get(link), screen.get("/wall/otw_x")
    assert gone.status_code == never.status_code == 404
    assert words(gone.text) == words(never.text)
    assert "withdrawn" in anna.text("/people")


def test_a_wall_link_may_show_a_region_and_chosen_days(
    app: APIFlask, shops: Books, anna: Actor
) -> None:
    change(anna, "add-region", name="North", code="north")
    change(anna, "put-shop", site="riga", region="north")
    link = wall(anna, page="satisfaction", on="region:north", period="28d")
    page = app.test_client().get(link)
    assert page.status_code == 200
    assert "Tallinn" not in page.text


def test_a_token_of_the_page_opens_the_api_until_it_is_revoked(
    app: APIFlask, shops: Books, anna: Actor
) -> None:
    fields = {"name": "till", "on": "shop:riga", "scope-read": "on"}
    assert change(anna, "add-token", **fields) == 200
    found = re.search(r"otk_[\w-]{43}", anna.answer.text)
    assert found
    headers = {"Authorization": f"Bearer {found[0]}"}
    client = app.test_client()
    assert "riga" in client.get("/api/v1/sites", headers=headers).text
    change(anna, "revoke-token", name="till")
    assert client.get("/api/v1/sites", headers=headers).status_code == 401


@pytest.fixture
def rita(app: APIFlask, shops: Books, engine: Engine, anna: Actor) -> Actor:
    """Of the North with Riga. Bert is a viewer there, Carl there and elsewhere, Dora elsewhere."""
    change(anna, "add-region", name="The North", code="north")
    change(anna, "put-shop", site="riga", region="north")
    for name, areas in (
        ("bert", ("region:north",)),
        ("carl", ("shop:riga", "shop:tallinn")),
        ("dora", ("shop:tallinn",)),
    ):
        make_person(engine, name, [("viewer", area) for area in areas])
    return person(app, engine, "rita", "admin", "region:north")


def test_an_administrator_of_a_region_sees_its_people_only(rita: Actor) -> None:
    text = rita.text("/people")
    assert "Viewer · The North" in text
    assert "carl" in text
    assert "dora" not in text
    assert "anna" not in text
    assert "Tallinn" not in text
    for title in ("Regions", "Wall screens", "Tokens of programs"):
        assert title not in text
    assert "People and rights" in rita.text("/")


@pytest.mark.parametrize(
    ("action", "fields", "answer"),
    [
        ("give-role", {"name": "bert", "role": "manager", "on": "shop:riga"}, 302),
        ("give-role", {"name": "carl", "role": "manager", "on": "region:north"}, 302),
        ("give-role", {"name": "bert", "role": "viewer", "on": "shop:tallinn"}, 403),
        ("give-role", {"name": "bert", "role": "admin", "on": "organisation"}, 403),
        ("give-role", {"name": "dora", "role": "viewer", "on": "shop:riga"}, 403),
        ("give-role", {"name": "nobody", "role": "viewer", "on": "shop:riga"}, 400),
        ("give-role", {"name": "bert", "role": "viewer"}, 400),
        ("add-user", {"name": "e", "password": PASSWORD, "role": "viewer", "on": "shop:riga"}, 302),
        ("add-user", {"name": "e", "password": PASSWORD, "role": "", "on": "shop:riga"}, 403),
        (
            "add-user",
            {"name": "e", "password": PASSWORD, "role": "admin", "on": "organisation"},
            403,
        ),
        ("set-password", {"name": "bert", "password": PASSWORD * 2}, 302),
        ("set-password", {"name": "carl", "password": PASSWORD * 2}, 403),
        ("set-password", {"name": "anna", "password": PASSWORD * 2}, 403),
        ("disable", {"name": "bert"}, 302),
        ("disable", {"name": "dora"}, 403),
        ("enable", {"name": "carl"}, 403),
        ("reset-second-step", {"name": "anna"}, 403),
        ("add-region", {"name": "South", "code": "south"}, 403),
        ("put-shop", {"site": "tallinn", "region": "north"}, 403),
        ("remove-region", {"code": "north"}, 403),
        ("add-wall", {"name": "w", "page": "overview", "on": "shop:riga"}, 403),
        ("withdraw-wall", {"name": "w"}, 403),
        ("add-token", {"name": "t", "on": "shop:riga", "scope-read": "on"}, 403),
        ("revoke-token", {"name": "t"}, 403),
        ("take-role", {"grant": "x"}, 400),
    ],
)
def test_an_administrator_of_a_region_manages_its_people_only(
    rita: Actor, engine: Engine, action: str, fields: dict[str, str], answer: int
) -> None:
    before = len(logged(engine))
    assert change(rita, action, **fields) == answer
    assert len(logged(engine)) - before == (answer == 302)


def test_an_administrator_of_a_region_takes_its_roles_only(rita: Actor, engine: Engine) -> None:
    with reading(engine) as conn:
        rows = list_grants(conn)
    answers = {
        f"{row.user_name} {row.grant.role}": change(rita, "take-role", grant=str(row.id))
        for row in rows
        if row.user_name in {"anna", "bert", "dora"}
    }
    assert answers == {"anna admin": 403, "bert viewer": 302, "dora viewer": 403}


def test_the_log_is_for_administrators_of_the_whole_organisation(rita: Actor) -> None:
    local = rita
    for address in ("/audit-log", "/audit-log/entries.csv"):
        answer = local.get(address)
        assert answer.status_code == 403
        assert "administrators of the whole organisation" in words(answer.text)
    assert "Audit log" not in local.text("/")


def test_the_log_is_read_page_by_page_and_by_who_what_and_day(
    engine: Engine, shops: Books, anna: Actor, clock: FakeClock
) -> None:
    for n in range(3):
        change(anna, "add-region", name=f"R{n}", code=f"r{n}")
        clock.advance(86_400)
    assert "3 entries in all" in anna.text("/audit-log")
    assert "region r2" not in anna.text("/audit-log?to=2026-03-04")
    assert "region r0" not in anna.text("/audit-log?from=2026-03-04&to=2026-03-04")
    assert "region r1" in anna.text("/audit-log?from=2026-03-04&to=2026-03-04")
    assert "No change of this kind" in anna.text("/audit-log?who=bert")
    assert "region r0" not in anna.text("/audit-log?before=1&what=region.added")
    assert "region r0" in anna.text("/audit-log?before=2&what=region.added")
    file = anna.get("/audit-log/entries.csv?what=region.").text
    assert file.count("region.added") == 3
    for address in ("?from=x", "?before=x", "?before=99999999999999999999", "?to=9999-12-31"):
        assert anna.get(f"/audit-log{address}").status_code == 400


def test_a_long_log_has_older_and_newer_pages(
    engine: Engine, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.audit_log.views.PAGE", 2)
    for n in range(5):
        change(anna, "add-region", name="R", code=f"r{n}")
    seen, address = [], "/audit-log"
    while address:
        page = anna.get(address).text
        seen += re.findall(r"region (r\d)<", page)
        found = re.search(r'href="(/audit-log\?before=\d+)"', page)
        address = found[1] if found else ""
    assert seen == ["r4", "r3", "r2", "r1", "r0"]
