"""People with known roles: who may see what is told by their names."""

from collections.abc import Iterable

from apiflask import APIFlask
from sqlalchemy import Engine

from hub.domain.rights import Grant, Role
from hub.store.engine import writing
from hub.store.grants import give
from hub.store.people import add_user
from hub.store.regions import parse_area
from tests.hub.web.actors import PASSWORD, Actor


def make_person(engine: Engine, name: str, roles: Iterable[tuple[str, str]]) -> int:
    """A user with roles such as `("manager", "shop:riga")`; returns the number."""
    with writing(engine) as conn:
        user = add_user(conn, name, PASSWORD, 0)
        for role, area in roles:
            give(conn, user.id, Grant(Role(role), parse_area(conn, area)), 0)
    return user.id


def person(app: APIFlask, engine: Engine, name: str, role: str = "", area: str = "") -> Actor:
    """Somebody who is signed in, with one role or none."""
    make_person(engine, name, [(role, area)] if role else [])
    return Actor(app.test_client()).sign_in(name)
