"""Telling subscribers what happened, in the transaction in which it does."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection

from hub.domain.occurrence import Kind, Occurrence, is_wanted
from hub.store.outgoing import Message, put
from hub.store.webhooks import Webhook, list_webhooks

WAY = "hook"
"""The way of these messages: `target` is the number of a subscription."""


def tell(conn: Connection, one: Occurrence, now_ms: int) -> int:
    """Have all who subscribed to it told; the same occurrence is told once.

    Args:
        conn: in a write transaction.
        one: what happened.
        now_ms: when.

    Returns:
        How many are told.
    """
    wanted = [hook for hook in list_webhooks(conn) if is_wanted(one, hook.kinds, hook.site_id)]
    put(conn, [_message(hook, one, now_ms) for hook in wanted], now_ms)
    return len(wanted)


def tell_test(conn: Connection, hook: Webhook, now_ms: int) -> None:
    """Send one subscriber a message that says nothing, to see whether it arrives."""
    data = {"text": "This is a test. Nothing happened."}
    one = Occurrence(Kind.TEST, f"test {_instant(now_ms)}", None, None, data)
    put(conn, [_message(hook, one, now_ms)], now_ms)


def _message(hook: Webhook, one: Occurrence, now_ms: int) -> Message:
    body = {
        "id": one.key,
        "kind": one.kind,
        "at": _instant(now_ms),
        "site": one.site,
        "data": one.data,
    }
    return Message(
        key=f"{hook.about} {one.key}",
        about=hook.about,
        way=WAY,
        target=str(hook.id),
        payload=msgspec.json.encode(body, enc_hook=str).decode(),
        due_ms=now_ms,
    )


def _instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
