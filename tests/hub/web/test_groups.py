"""Making, changing and forgetting groups of shops on their page."""

import json

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, select

from hub.domain.rights import Area, Grant, Role
from hub.store.engine import reading, writing
from hub.store.grants import give
from hub.store.groups import add_group, list_groups
from hub.store.people import add_user
from hub.store.schema import audit_log
from tests.hub.web.actors import PASSWORD, Actor
from tests.hub.web.books import NOW, Books

NOW_MS = round(NOW.timestamp() * 1000)
PAGE = "/groups"


@pytest.fixture
def shops(books: Books) -> list[int]:
    """Three shops with a press each; their numbers."""
    numbers = [books.site(code, code.title(), "Europe/Riga") for code in ("riga", "tartu", "narva")]
    for number in numbers:
        books.press(books.device(number, "till", "kiosk"), [(NOW_MS - 1000, 1)])
    return numbers


def _send(actor: Actor, address: str, name: str, *codes: str) -> int:
    """Sends the form with ticked shops; returns the status."""
    return actor.post(PAGE, address, {"name": name, "shop": list(codes)}).status_code


def test_a_saved_group_can_be_looked_at(shops: list[int], anna: Actor, engine: Engine) -> None:
    assert _send(anna, PAGE, "Up north", "tartu", "narva") == 302
    with reading(engine) as conn:
        [group] = list_groups(conn)
        [told] = conn.execute(select(audit_log).where(audit_log.c.what == "group.added")).all()
    assert group.site_ids == set(shops[1:])
    assert (told.who, told.about) == ("anna", f"group {group.id}")
    text = anna.text(f"/satisfaction?site=group:{group.id}")
    assert "Up north" in text
    assert "Tartu till" in text
    assert "Riga till" not in text
    assert "Presses today 2 " in anna.text(f"/?site=group:{group.id}")
    for page in ("/", "/devices"):
        assert f"site=group:{group.id}" in anna.get(f"{page}?site=group:{group.id}").text
    table = anna.get(f"/satisfaction/kiosks.csv?site=group:{group.id}")
    assert f"otklik-group-{group.id}-satisfaction" in table.headers["Content-Disposition"]


def test_live_figures_are_of_the_group(shops: list[int], anna: Actor, engine: Engine) -> None:
    with writing(engine) as conn:
        number = add_group(conn, "Two", shops[:2])
    answer = anna.client.get(f"/live?page=overview&site=group:{number}", buffered=False)
    chunks = iter(answer.response)
    next(chunks)
    newest = next(chunks)
    assert isinstance(newest, bytes)
    assert json.loads(newest.removeprefix(b"data: "))["numbers"]["presses"] == 2
    answer.close()


def test_a_group_is_changed_and_forgotten(shops: list[int], anna: Actor, engine: Engine) -> None:
    with writing(engine) as conn:
        number = add_group(conn, "One", shops[:1])
    assert 'value="riga" checked' in anna.get(f"{PAGE}?edit={number}").text
    assert _send(anna, f"{PAGE}/{number}", "Two", "riga", "narva") == 302
    with reading(engine) as conn:
        assert list_groups(conn) == [(number, "Two", frozenset({shops[0], shops[2]}))]
    assert _send(anna, f"{PAGE}/{number}/remove", "") == 302
    with reading(engine) as conn:
        assert list_groups(conn) == []
    assert anna.get(f"/?site=group:{number}").status_code == 404


@pytest.mark.parametrize(
    ("name", "codes"),
    [("", ["riga"]), ("x" * 81, ["riga"]), ("a\x00b", ["riga"]), ("A", []), ("A", ["nowhere"])],
)
def test_nonsense_is_refused_and_nothing_kept(
    shops: list[int], anna: Actor, engine: Engine, name: str, codes: list[str]
) -> None:
    assert _send(anna, PAGE, name, *codes) == 400
    with reading(engine) as conn:
        assert list_groups(conn) == []


def test_a_name_is_given_once(shops: list[int], anna: Actor) -> None:
    assert _send(anna, PAGE, "One", "riga") == 302
    assert _send(anna, PAGE, "One", "tartu") == 400


def test_a_manager_of_a_shop_changes_no_group_of_others(
    shops: list[int], app: APIFlask, engine: Engine
) -> None:
    with writing(engine) as conn:
        user = add_user(conn, "boris", PASSWORD, 0)
        give(conn, user.id, Grant(Role.MANAGER, Area(site_id=shops[0])), 0)
        mixed, far = add_group(conn, "Mixed", shops[:2]), add_group(conn, "Far", shops[2:])
    boris = Actor(app.test_client()).sign_in("boris")
    assert "Mixed" not in boris.text(PAGE)
    assert _send(boris, PAGE, "Mine", "riga") == 302
    assert _send(boris, PAGE, "Stolen", "tartu") == 400
    assert _send(boris, f"{PAGE}/{mixed}", "Stolen", "riga") == 403
    assert _send(boris, f"{PAGE}/{far}/remove", "") == 404
