"""What `otklik-hub user` does. Every change is in the audit log."""

import argparse
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection

from hub.commands.common import now_ms, opened, operator, read_password, show
from hub.domain.rights import Grant, Role
from hub.errors import UnknownNameError
from hub.settings import HubSettings
from hub.store import accounts, audit_log, grants, people, regions, second_factors
from hub.store.engine import reading, writing


class _Person(NamedTuple):
    """A row of `user list`."""

    name: str
    roles: list[str]
    second_factor: bool
    created_ms: int
    last_sign_in_ms: int | None
    disabled_ms: int | None


class _Done(NamedTuple):
    """What a change was, for the audit log, and what is said."""

    what: str
    said: str
    details: dict[str, Any]


_Action: TypeAlias = Callable[[Connection, argparse.Namespace, str, int], _Done]


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one of these commands; returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    if options.words == "user list":
        _list(options, settings)
        return 0
    password = read_password(options.password_file) if "password_file" in options else ""
    at_ms = now_ms()
    with opened(settings) as engine, writing(engine) as conn:
        done = _ACTIONS[options.words](conn, options, password, at_ms)
        about = f"user {people.tidy(options.name)}"
        audit_log.record(
            conn, who=operator(), what=done.what, about=about, details=done.details, at_ms=at_ms
        )
    print(done.said)
    return 0


def _list(options: argparse.Namespace, settings: HubSettings) -> None:
    with opened(settings) as engine, reading(engine) as conn:
        given, words = grants.list_grants(conn), regions.area_words(conn)
        with_second = second_factors.users_with(conn)
        found = [
            _Person(
                user.name,
                [
                    f"{one.grant.role} on {words[one.grant.area]}"
                    for one in given
                    if one.user_id == user.id
                ],
                user.id in with_second,
                user.created_ms,
                user.last_sign_in_ms,
                user.disabled_ms,
            )
            for user in people.list_users(conn)
        ]
    show(found, _Person._fields, as_json=options.json)


def _add(conn: Connection, options: argparse.Namespace, password: str, at_ms: int) -> _Done:
    user = people.add_user(conn, options.name, password, at_ms)
    first = bool(grants.list_grants(conn, user.id))
    if options.role and not first:
        _give(conn, user, options, at_ms)
    if first:
        said = f"{user.name} can sign in, as admin of the organisation: nobody else is."
        return _Done("user.added", said, {"role": "admin", "on": regions.ORGANISATION})
    if options.role:
        said = f"{user.name} can sign in, as {options.role} on {options.on}."
        return _Done("user.added", said, {"role": options.role, "on": options.on})
    said = (
        f"{user.name} can sign in, and sees nothing yet: give a role with "
        f"`otklik-hub user grant {user.name} --role viewer`."
    )
    return _Done("user.added", said, {})


def _password(conn: Connection, options: argparse.Namespace, password: str, _at: int) -> _Done:
    people.set_password(conn, options.name, password)
    said = f"{options.name} has a new password, and is signed out everywhere."
    return _Done("user.password_set", said, {})


def _grant(conn: Connection, options: argparse.Namespace, _password: str, at_ms: int) -> _Done:
    user = people.find_user_named(conn, options.name)
    _give(conn, user, options, at_ms)
    said = f"{user.name} is {options.role} on {options.on}."
    return _Done("role.given", said, {"role": options.role, "on": options.on})


def _give(conn: Connection, user: people.User, options: argparse.Namespace, at_ms: int) -> None:
    area = regions.parse_area(conn, options.on)
    grants.give(conn, user.id, Grant(Role(options.role), area), at_ms)


def _revoke(conn: Connection, options: argparse.Namespace, _password: str, _at: int) -> _Done:
    user = people.find_user_named(conn, options.name)
    wanted = Grant(Role(options.role), regions.parse_area(conn, options.on))
    held = [row for row in grants.list_grants(conn, user.id) if row.grant == wanted]
    if not held:
        raise UnknownNameError(
            f"{user.name} is not {options.role} on {options.on}: see `otklik-hub user list`."
        )
    grants.take(conn, held[0].id)
    said = f"{user.name} is no longer {options.role} on {options.on}."
    return _Done("role.taken", said, {"role": options.role, "on": options.on})


def _disable(conn: Connection, options: argparse.Namespace, _password: str, at_ms: int) -> _Done:
    user = accounts.disable(conn, options.name, at_ms)
    return _Done("user.disabled", f"{user.name} cannot sign in any more.", {})


def _enable(conn: Connection, options: argparse.Namespace, _password: str, _at: int) -> _Done:
    user = accounts.enable(conn, options.name)
    return _Done("user.enabled", f"{user.name} can sign in again.", {})


def _reset(conn: Connection, options: argparse.Namespace, _password: str, _at: int) -> _Done:
    user = people.find_user_named(conn, options.name)
    if not second_factors.turn_off(conn, user.id):
        raise UnknownNameError(f"{user.name} has no second factor.")
    people.end_sessions(conn, user.id)
    return _Done("user.second_factor_reset", f"{user.name} is asked for a password only.", {})


_ACTIONS: Final[dict[str, _Action]] = {
    "user add": _add,
    "user password": _password,
    "user grant": _grant,
    "user revoke": _revoke,
    "user disable": _disable,
    "user enable": _enable,
    "user reset-second-factor": _reset,
}
