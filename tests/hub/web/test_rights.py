"""Who may open what: every view times every role, and nothing of other shops anywhere."""

import functools
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, update
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from hub.domain.rights import GIVES, Area, Role
from hub.store.accounts import disable
from hub.store.engine import reading, writing
from hub.store.grants import list_grants, take
from hub.store.regions import add_region, put_site_into
from hub.store.schema import devices, quarantine
from hub.store.tokens import add_token
from hub.web.live.views import LOOK_AGAIN_MS
from hub.web.rights import rule_of
from tests.hub.web.actors import Actor, words
from tests.hub.web.books import NOW, Books
from tests.hub.web.cast import make_person, person
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)
OTHER = "Tallinn Harbour"
WITHOUT_FORM = ("login.sign_in", "login.check_code", "language.choose")


_UNREADABLE = {"received_ms": NOW_MS, "topic": "otklik/1/tallinn/x/press", "code": "not_json"}
_UNREADABLE |= {"detail": "malformed", "seq": None, "size_bytes": 1, "raw": b"?"}


def views_of(app: APIFlask) -> list[Rule]:
    """Every view that a browser may ask for; programs have `test_api`."""
    found = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]
    assert len(found) > 20
    return found


def fill(app: APIFlask, rule: Rule) -> str:
    """An address of a view, with something in each of its gaps."""
    gaps: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            gaps[name] = min(converter.items)
        else:
            gaps[name] = 1 if isinstance(converter, IntegerConverter) else "x"
    with app.test_request_context():
        built = rule.build(gaps)
    assert built is not None
    return built[1]


@pytest.fixture
def chain(books: Books, engine: Engine, app: APIFlask) -> Books:
    """Two shops, each with a kiosk that was pressed; one is in the region north."""
    for code, name, presses in (("riga", "Riga", 40), ("tallinn", OTHER, 700)):
        kiosk = books.device(books.site(code, name, "UTC"), f"kiosk-{code}", "kiosk")
        books.press(kiosk, [(NOW_MS - 1000 * n, 1 + n % 4) for n in range(1, presses)])
    with writing(engine) as conn:
        add_region(conn, "north", "North")
        put_site_into(conn, "riga", "north")
        conn.execute(insert(quarantine).values(_UNREADABLE))
    return books


@pytest.fixture
def hollow(app: APIFlask) -> APIFlask:
    """The application with empty views: what is left is who may open them."""
    app.config["WTF_CSRF_ENABLED"] = False
    for endpoint, view in list(app.view_functions.items()):
        if endpoint != "login.sign_in":
            app.view_functions[endpoint] = functools.wraps(view)(lambda **_: "opened")
    return app


def code_of(client: FlaskClient, app: APIFlask, rule: Rule) -> int:
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    return client.open(fill(app, rule), method=method).status_code


def sign_in(client: FlaskClient, name: str) -> FlaskClient:
    client.post("/login", data={"name": name, "password": "correct horse battery"})
    return client


@pytest.mark.parametrize("role", [*Role, None])
def test_every_view_is_open_to_exactly_the_roles_that_its_right_names(
    hollow: APIFlask, chain: Books, engine: Engine, role: Role | None
) -> None:
    make_person(engine, "x", [(role.value, "shop:riga")] if role else [])
    client = sign_in(hollow.test_client(), "x")
    for rule in views_of(hollow):
        asked = rule_of(hollow, rule.endpoint)
        if rule.endpoint in {"static", "openapi.spec", *WITHOUT_FORM, "login.sign_out"}:
            continue
        held = asked.right is None or (role is not None and asked.right in GIVES[role])
        expected = 200 if held and not asked.everywhere else 403
        assert code_of(client, hollow, rule) == expected, (rule.endpoint, role)


def test_admins_of_the_organisation_open_everything(hollow: APIFlask) -> None:
    client = sign_in(hollow.test_client(), "anna")
    for rule in views_of(hollow):
        if rule.endpoint not in {"static", "openapi.spec", *WITHOUT_FORM}:
            assert code_of(client, hollow, rule) == 200, rule.endpoint


def test_strangers_open_what_is_marked_for_them_only(hollow: APIFlask) -> None:
    opened = {
        rule.endpoint
        for rule in views_of(hollow)
        if code_of(hollow.test_client(), hollow, rule) == 200
    }
    marked = {
        rule.endpoint for rule in views_of(hollow) if rule_of(hollow, rule.endpoint).strangers
    }
    assert opened <= marked
    assert {"login.page", "healthz", "wall.screen"} <= opened


def test_whatever_takes_a_form_says_which_right_it_needs(app: APIFlask) -> None:
    """Nothing is changed by a view that was left at what everybody may see."""
    forgotten = {
        rule.endpoint
        for rule in views_of(app)
        if {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())
        and rule_of(app, rule.endpoint) is rule_of(app, "no view of this name")
    }
    assert not forgotten


PAGES = (
    "/",
    "/satisfaction",
    "/footfall",
    "/expression",
    "/compare",
    "/devices",
    "/overview/hours.csv",
    "/overview/days.csv",
    "/compare/shops.csv",
    "/satisfaction/kiosks.csv",
)


@pytest.mark.parametrize("area", ["shop:riga", "region:north"])
def test_nothing_of_other_shops_is_on_any_page(
    app: APIFlask, chain: Books, engine: Engine, area: str
) -> None:
    viewer = person(app, engine, "vera", "viewer", area)
    for address in PAGES:
        answer = viewer.get(address)
        assert answer.status_code == 200, address
        assert OTHER not in answer.text, address
        assert "tallinn" not in answer.text, address
    assert "39" in viewer.text("/")


def test_the_other_shop_is_answered_as_one_that_is_not_there(
    app: APIFlask, chain: Books, engine: Engine
) -> None:
    viewer = person(app, engine, "vera", "viewer", "shop:riga")
    for address in (*PAGES, "/live?page=overview"):
        sign = "&" if "?" in address else "?"
        other, nowhere = (
            viewer.get(f"{address}{sign}site={code}") for code in ("tallinn", "tallinx")
        )
        assert other.status_code == nowhere.status_code == 404, address
        assert words(other.text).replace("tallinn", "tallinx") == words(nowhere.text)


def test_the_api_shows_a_token_its_shops_only(app: APIFlask, chain: Books, engine: Engine) -> None:

    with writing(engine) as conn:
        token = add_token(conn, "till", 0, area=Area(site_id=1))
    client = app.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    assert OTHER not in client.get("/api/v1/sites", headers=headers).text
    for path in ("overview", "satisfaction", "devices", "footfall"):
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 200
        other = client.get(f"/api/v1/{path}?site=tallinn", headers=headers)
        assert other.status_code == 404, path


def test_a_manager_here_is_a_viewer_there(app: APIFlask, chain: Books, engine: Engine) -> None:
    roles = [("technician", "shop:riga"), ("viewer", "shop:tallinn")]
    make_person(engine, "tom", roles)
    tom = Actor(app.test_client()).sign_in("tom")
    assert OTHER in tom.text("/devices")
    fields = {"name": "New", "timezone": "UTC"}
    assert tom.post("/account", "/devices/site/riga", fields).status_code == 302
    assert tom.post("/account", "/devices/site/tallinn", fields).status_code == 404
    assert tom.post("/account", "/devices/site/tallinx", fields).status_code == 404
    assert OTHER in tom.text("/devices")


def test_without_a_role_there_is_one_sentence_and_the_account(
    app: APIFlask, chain: Books, engine: Engine
) -> None:
    nobody = person(app, engine, "nora")
    answer = nobody.get("/")
    assert answer.status_code == 403
    assert "No shop is open to you yet" in words(answer.text)
    assert nobody.get("/account").status_code == 200


def test_a_role_that_is_taken_ends_the_live_stream(
    app: APIFlask, chain: Books, engine: Engine, clock: FakeClock
) -> None:
    viewer = person(app, engine, "vera", "viewer", "shop:riga")
    answer = viewer.client.get("/live?page=overview", buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    assert OTHER.encode() not in next(chunks)
    with writing(engine) as conn:
        [row] = list_grants(conn, 2)
        take(conn, row.id)
    clock.advance(LOOK_AGAIN_MS / 1000)
    with writing(engine) as conn:  # something to tell, so that nobody waits for a sign of life
        conn.execute(update(devices).values(last_event_ms=NOW_MS))
    assert list(chunks) == []
    answer.close()


def test_a_disabled_user_is_out_at_once(app: APIFlask, chain: Books, engine: Engine) -> None:
    viewer = person(app, engine, "vera", "viewer", "shop:riga")
    assert viewer.get("/").status_code == 200
    with writing(engine) as conn:
        disable(conn, "vera", 5)
    assert viewer.get("/").status_code == 302
    assert viewer.sign_in("vera").answer.status_code == 401
    with reading(engine) as conn:
        assert list_grants(conn, 2), "for the day of return"
