"""What `otklik-hub token`, `wall` and `region` do. Every change is in the audit log."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection

from hub.commands.common import now_ms, opened, operator, show
from hub.settings import HubSettings
from hub.store import audit_log, regions, tokens, wall_links
from hub.store.engine import reading, writing
from hub.store.sites import list_sites


class _Region(NamedTuple):
    """A row of `region list`."""

    code: str
    name: str
    shops: list[str]


class _Door(NamedTuple):
    """A row of `token list` and `wall list`."""

    name: str
    opens: str
    on: str
    created_ms: int
    last_used_ms: int | None
    revoked_ms: int | None


class _Done(NamedTuple):
    """What a change was, for the audit log; what is said, and what is shown this once."""

    what: str
    about: str
    details: dict[str, Any]
    said: str
    secret: str = ""


_Action: TypeAlias = Callable[[Connection, argparse.Namespace, int], _Done]


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one of these commands; returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    with opened(settings) as engine:
        if options.words in _LISTS:
            with reading(engine) as conn:
                found, columns = _LISTS[options.words](conn)
            show(found, columns, as_json=options.json)
            return 0
        at_ms = now_ms()
        with writing(engine) as conn:
            done = _ACTIONS[options.words](conn, options, at_ms)
            audit_log.record(
                conn,
                who=operator(),
                what=done.what,
                about=done.about,
                details=done.details,
                at_ms=at_ms,
            )
    if done.secret:
        # So that `> token` holds nothing but the secret.
        print(done.said, file=sys.stderr)
        print(done.secret)
    else:
        print(done.said)
    return 0


def _add_token(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Done:
    scopes = options.scope or ["read"]
    area = regions.parse_area(conn, options.on)
    secret = tokens.add_token(conn, options.name, at_ms, scopes=scopes, area=area)
    details = {"scopes": sorted(scopes), "on": options.on}
    said = "This token is shown once, keep it in a safe place:"
    return _Done("token.added", f"token {options.name}", details, said, secret)


def _revoke_token(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Done:
    tokens.revoke_token(conn, options.name, at_ms)
    said = f"{options.name} opens nothing any more."
    return _Done("token.revoked", f"token {options.name}", {}, said)


def _add_wall(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Done:
    area = regions.parse_area(conn, options.on)
    endpoint = f"{options.page}.page"
    query = wall_links.query_of(options.on, options.period or "", options.language or "")
    secret = wall_links.add_wall_link(conn, options.name, endpoint, query, area, at_ms)
    details = {"page": options.page, "query": query, "on": options.on}
    said = "This end of the hub's address is shown once; whoever has it sees the page:"
    return _Done("wall.added", f"wall {options.name}", details, said, f"/wall/{secret}")


def _withdraw_wall(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Done:
    wall_links.withdraw_wall_link(conn, options.name, at_ms)
    said = f"{options.name} shows nothing any more."
    return _Done("wall.withdrawn", f"wall {options.name}", {}, said)


def _add_region(conn: Connection, options: argparse.Namespace, _at: int) -> _Done:
    made = regions.add_region(conn, options.name, options.title or options.name)
    details = {"name": made.name}
    return _Done("region.added", f"region {made.code}", details, f"{made.code} is made.")


def _put(conn: Connection, options: argparse.Namespace, _at: int) -> _Done:
    code = "" if options.name == "-" else options.name
    for site in options.sites:
        regions.put_site_into(conn, site, code)
    said = f"In {code or 'no region'}: {', '.join(options.sites)}."
    about = f"region {code}" if code else "no region"
    return _Done("region.shops_put", about, {"shops": options.sites}, said)


def _remove_region(conn: Connection, options: argparse.Namespace, _at: int) -> _Done:
    regions.remove_region(conn, options.name)
    said = f"{options.name} is removed; its shops stay."
    return _Done("region.removed", f"region {options.name}", {}, said)


def _tokens(conn: Connection) -> tuple[list[Any], tuple[str, ...]]:
    words = regions.area_words(conn)
    found = [
        _Door(
            one.name,
            " ".join(sorted(one.scopes)),
            words.get(one.area, "-"),
            one.created_ms,
            one.last_used_ms,
            one.revoked_ms,
        )
        for one in tokens.list_tokens(conn)
    ]
    return found, _Door._fields


def _walls(conn: Connection) -> tuple[list[Any], tuple[str, ...]]:
    words = regions.area_words(conn)
    found = [
        _Door(
            one.name,
            one.endpoint.partition(".")[0],
            words.get(one.area, "-"),
            one.created_ms,
            one.last_used_ms,
            one.revoked_ms,
        )
        for one in wall_links.list_wall_links(conn)
    ]
    return found, _Door._fields


def _regions(conn: Connection) -> tuple[list[Any], tuple[str, ...]]:
    shops = list_sites(conn)
    found = [
        _Region(one.code, one.name, [site.code for site in shops if site.region_id == one.id])
        for one in regions.list_regions(conn)
    ]
    return found, _Region._fields


_LISTS: Final = {"token list": _tokens, "wall list": _walls, "region list": _regions}
_ACTIONS: Final[dict[str, _Action]] = {
    "token add": _add_token,
    "token revoke": _revoke_token,
    "wall add": _add_wall,
    "wall withdraw": _withdraw_wall,
    "region add": _add_region,
    "region put": _put,
    "region remove": _remove_region,
}
