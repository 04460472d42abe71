"""`otklik-hub user`, `region`, `wall`, `token`: rights from the machine itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.commands.doors import WALL_LANGUAGES
from hub.settings import StoreSettings
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.migrate import open_store
from hub.store.tokens import find_token
from hub.store.wall_links import find_wall_link
from hub.words import LANGUAGES
from tests.hub.test_command import run, settings_file  # noqa: F401 - fixtures

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(run: Run, settings_file: Path) -> Path:  # noqa: F811 - the fixture
    """A hub with the admin anna, two shops and a region; returns its store."""
    password = str(settings_file.parent / "password")
    said = run("user", "add", "anna", "--password-file", password)[1]
    assert "admin of the organisation" in said
    for code in ("riga", "cesis"):
        assert run("site", "add", code, "--timezone", "Europe/Riga")[0] == 0
    assert run("region", "add", "north", "--name", "The North")[0] == 0
    assert run("region", "put", "north", "riga", "cesis")[0] == 0
    return settings_file.parent / "hub.sqlite"


def test_roles_are_given_and_taken(run: Run, settings_file: Path, shop: Path) -> None:  # noqa: F811
    password = str(settings_file.parent / "password")
    add = ("user", "add", "bert", "--password-file", password)
    assert run(*add, "--role", "manager", "--on", "region:north")[0] == 0
    assert run("user", "grant", "bert", "--role", "viewer", "--on", "shop:riga")[0] == 0
    assert run("user", "grant", "bert", "--role", "viewer", "--on", "shop:riga")[0] == 1
    assert run("user", "grant", "bert", "--role", "viewer", "--on", "shop:none")[0] == 1
    assert run("user", "grant", "bert", "--role", "viewer", "--on", "moon")[0] == 1
    bert = json.loads(run("user", "list", "--json")[1])[1]
    assert bert["roles"] == ["manager on region:north", "viewer on shop:riga"]
    assert run("user", "revoke", "bert", "--role", "manager", "--on", "region:north")[0] == 0
    assert run("user", "revoke", "bert", "--role", "manager", "--on", "region:north")[0] == 1
    assert "viewer on shop:riga" in run("user", "list")[1]
    assert run("user", "disable", "bert")[0] == 0
    assert run("user", "enable", "bert")[0] == 0
    assert run("user", "reset-second-factor", "bert")[0] == 1


def test_the_last_admin_cannot_be_taken_away(run: Run, shop: Path) -> None:  # noqa: F811
    for words in (("user", "disable", "anna"), ("user", "revoke", "anna", "--role", "admin")):
        code, _, err = run(*words)
        assert code == 1
        assert "somebody else admin" in err


def test_without_a_role_the_cure_is_said(
    run: Run,  # noqa: F811
    settings_file: Path,  # noqa: F811
    shop: Path,
) -> None:
    password = str(settings_file.parent / "password")
    said = run("user", "add", "bert", "--password-file", password)[1]
    assert "otklik-hub user grant bert --role viewer" in said


def test_tokens_and_wall_links_are_for_an_area(run: Run, shop: Path) -> None:  # noqa: F811
    on = ("--on", "region:north")
    _, token, _ = run("token", "add", "till", "--scope", "sales:write", "--scope", "read", *on)
    code, link, note = run("wall", "add", "door", "--page", "satisfaction", "--period", "7d", *on)
    assert code == 0
    assert "shown once" in note
    engine = open_store(StoreSettings(path=str(shop)))
    with reading(engine) as conn:
        found = find_token(conn, token.strip())
        assert found is not None
        assert sorted(found.scopes) == ["read", "sales:write"]
        assert found.area.region_id == 1
        wall = find_wall_link(conn, link.strip().removeprefix("/wall/"))
        assert wall is not None
        assert (wall.endpoint, wall.query) == (
            "satisfaction.page",
            "site=region%3Anorth&period=7d",
        )
    engine.dispose()
    assert run("token", "add", "x", "--scope", "everything")[0] == 1
    assert "satisfaction" in run("wall", "list")[1]
    assert run("wall", "withdraw", "door")[0] == 0
    assert run("wall", "withdraw", "door")[0] == 1
    assert "region:north" in run("token", "list")[1]


def test_a_region_in_use_stays(run: Run, shop: Path) -> None:  # noqa: F811
    assert "riga" in run("region", "list")[1]
    run("user", "grant", "anna", "--role", "viewer", "--on", "region:north")
    assert run("region", "remove", "north")[0] == 1
    run("user", "revoke", "anna", "--role", "viewer", "--on", "region:north")
    assert run("region", "put", "-", "riga")[0] == 0
    assert run("region", "remove", "north")[0] == 0
    assert json.loads(run("region", "list", "--json")[1]) == []


def test_every_change_is_in_the_log_and_check_sees_a_hole(run: Run, shop: Path) -> None:  # noqa: F811
    engine = open_store(StoreSettings(path=str(shop)))
    with reading(engine) as conn:
        found = entries(conn)
    assert {one.who.partition(" ")[0] for one in found} == {"command"}
    assert [one.what for one in reversed(found)] == [
        "user.added",
        "shop.added",
        "shop.added",
        "region.added",
        "region.shops_put",
    ]
    assert "5 entries, none changed and none missing" in run("check")[1]
    with writing(engine) as conn:
        conn.execute(text("DROP TRIGGER audit_log_no_DELETE"))
        conn.execute(text("DELETE FROM audit_log WHERE id = 2"))
    engine.dispose()
    code, said, _ = run("check")
    assert code == 1
    assert "entry 2 is missing" in said


def test_help_names_the_languages_that_there_are() -> None:
    assert tuple(LANGUAGES) == WALL_LANGUAGES
