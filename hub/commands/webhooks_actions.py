"""What `otklik-hub webhook` does. Every change is in the audit log."""

import argparse
import secrets
import sys
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from hub.commands.common import now_ms, opened, operator, show
from hub.domain.occurrence import CHOICES
from hub.errors import UnknownNameError
from hub.machines.events import tell_test
from hub.settings import HubSettings
from hub.store import audit_log, webhooks
from hub.store.engine import reading, writing
from hub.store.sites import find_sites, list_sites
from hub.store.webhooks import Webhook


class _Line(NamedTuple):
    """A row of `webhook list`."""

    name: str
    url: str
    kinds: list[str]
    site: str
    created_ms: int
    newest: str
    """What became of the newest post."""


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Run one of these commands; returns the exit code.

    Raises:
        OtklikError: it could not be done, with the cure.
    """
    with opened(settings) as engine:
        if options.words == "webhook list":
            with reading(engine) as conn:
                found = _lines(conn)
            show(found, _Line._fields, as_json=options.json)
            return 0
        at_ms = now_ms()
        with writing(engine) as conn:
            hook, what, details = _CHANGES[options.words](conn, options, at_ms)
            about = f"webhook {hook.name}"
            audit_log.record(
                conn, who=operator(), what=what, about=about, details=details, at_ms=at_ms
            )
    if options.words == "webhook add":
        # So that `> secret` holds nothing else.
        print("What is posted is signed with this secret, shown once:", file=sys.stderr)
        print(hook.secret)
    elif options.words == "webhook test":
        print(f"A test is on its way to {hook.name}; `otklik-hub webhook list` tells how it went.")
    else:
        print(f"{hook.name} is told nothing any more.")
    return 0


_Change = tuple[Webhook, str, dict[str, Any]]


def _add(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Change:
    site = None
    if options.site:
        site = find_sites(conn, [options.site]).get(options.site)
        if site is None:
            raise UnknownNameError(
                f"There is no shop {options.site!r}; `otklik-hub site list` has them."
            )
    made = webhooks.add_webhook(
        conn,
        options.name,
        options.url,
        frozenset(options.kind or CHOICES),
        site.id if site else None,
        secret=secrets.token_urlsafe(32),
        now_ms=at_ms,
    )
    return made, "webhook.added", {"url": made.url, "kinds": sorted(made.kinds)}


def _remove(conn: Connection, options: argparse.Namespace, _at: int) -> _Change:
    hook = _find(conn, options.name)
    webhooks.remove_webhook(conn, hook.id)
    return hook, "webhook.removed", {"url": hook.url}


def _test(conn: Connection, options: argparse.Namespace, at_ms: int) -> _Change:
    hook = _find(conn, options.name)
    tell_test(conn, hook, at_ms)
    return hook, "webhook.tested", {}


def _find(conn: Connection, name: str) -> Webhook:
    for hook in webhooks.list_webhooks(conn):
        if hook.name == name:
            return hook
    raise UnknownNameError(f"There is no webhook {name!r}; `otklik-hub webhook list` has them.")


def _lines(conn: Connection) -> list[_Line]:
    codes = {site.id: site.code for site in list_sites(conn)}
    return [
        _Line(
            hook.name,
            hook.url,
            sorted(hook.kinds),
            "all" if hook.site_id is None else codes[hook.site_id],
            hook.created_ms,
            _newest(conn, hook),
        )
        for hook in webhooks.list_webhooks(conn)
    ]


def _newest(conn: Connection, hook: Webhook) -> str:
    for one in webhooks.deliveries(conn, hook, most=1):
        if one.sent_ms is not None:
            return "arrived"
        return f"{'waits' if one.due_ms else 'given up'} {one.failure}".strip()
    return "none yet"


_CHANGES: Final = {"webhook add": _add, "webhook remove": _remove, "webhook test": _test}
