"""Who is told what, over the web."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, delete, insert, select

from hub.domain.occurrence import CHOICES
from hub.domain.text import text
from hub.errors import DuplicateNameError, HubError, UnknownNameError
from hub.store.schema import outgoing, webhooks

_MOST_NAME: Final = 80
_MOST_URL: Final = 2000


class WebhookError(HubError, ValueError):
    """A subscription that cannot be. The text says why."""


class Webhook(NamedTuple):
    """A subscription. `site_id` None: all shops."""

    id: int
    name: str
    url: str
    secret: str
    kinds: frozenset[str]
    site_id: int | None
    created_ms: int

    @property
    def about(self) -> str:
        """What its deliveries are filed under."""
        return f"webhook {self.id}"


class Delivery(NamedTuple):
    """Something that was sent, waits (`due_ms`), or was given up (neither)."""

    key: str
    made_ms: int
    due_ms: int | None
    tries: int
    sent_ms: int | None
    failure: str


def add_webhook(
    conn: Connection,
    name: str,
    url: str,
    kinds: frozenset[str],
    site_id: int | None,
    *,
    secret: str,
    now_ms: int,
) -> Webhook:
    """Subscribe.

    Raises:
        WebhookError: a name, address or kind that cannot be.
        DuplicateNameError: the name is taken.
    """
    name = name.strip()
    if not 1 <= len(name) <= _MOST_NAME or not name.isprintable():
        raise WebhookError(text("A name has 1 to %(most)s printable characters.", most=_MOST_NAME))
    if not kinds or not kinds <= set(CHOICES):
        raise WebhookError(text("Choose at least one thing to be told of."))
    _check(url)
    if conn.execute(select(webhooks.c.id).where(webhooks.c.name == name)).first():
        raise DuplicateNameError(text("There is a webhook %(name)s already.", name=name))
    values = {
        "name": name,
        "url": url,
        "secret": secret,
        "kinds": " ".join(sorted(kinds)),
        "site_id": site_id,
        "created_ms": now_ms,
    }
    conn.execute(insert(webhooks).values(values))
    return next(one for one in list_webhooks(conn) if one.name == name)


def list_webhooks(conn: Connection) -> list[Webhook]:
    """All subscriptions, by name."""
    return [_webhook(row) for row in conn.execute(select(webhooks).order_by(webhooks.c.name))]


def find_webhook(conn: Connection, number: int) -> Webhook:
    """One subscription.

    Raises:
        UnknownNameError: there is none of this number.
    """
    row = conn.execute(select(webhooks).where(webhooks.c.id == number)).first()
    if row is None:
        raise UnknownNameError(text("There is no such webhook; it may have been removed."))
    return _webhook(row)


def remove_webhook(conn: Connection, number: int) -> None:
    """End a subscription; what waits for it is not sent any more.

    Its deliveries go with it: SQLite may give its number to the next subscription, which would
    get what waited for this one, and miss what this one was told already.
    """
    hook = find_webhook(conn, number)
    conn.execute(delete(outgoing).where(outgoing.c.about == hook.about))
    conn.execute(delete(webhooks).where(webhooks.c.id == number))


def deliveries(conn: Connection, webhook: Webhook, *, most: int) -> list[Delivery]:
    """The newest deliveries of a subscription; those of more than a month ago are forgotten."""
    columns = [outgoing.c[name] for name in Delivery._fields]
    query = select(*columns).where(outgoing.c.about == webhook.about)
    return [
        Delivery(*row) for row in conn.execute(query.order_by(outgoing.c.id.desc()).limit(most))
    ]


def _check(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        parts, port = urlsplit(""), 0
    good = parts.scheme in {"https", "http"} and parts.hostname and port
    if not good or len(url) > _MOST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise WebhookError(text("An address begins with https:// (or http://) and names a server."))
    if parts.username or parts.password:
        raise WebhookError(text("Leave user and password out of the address: posts are signed."))


def _webhook(row: Row[*tuple[Any, ...]]) -> Webhook:
    return Webhook(
        row.id,
        row.name,
        row.url,
        row.secret,
        frozenset(row.kinds.split()),
        row.site_id,
        row.created_ms,
    )
