"""The job that sends what waits, and the ways it can go."""

import base64
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from hub.errors import SendingError
from hub.machines.hook import hook_way
from hub.sending.mail import Attachment, Mail, SmtpMailer
from hub.sending.webhook import Post, post
from hub.store.engine import writing
from hub.store.outgoing import (
    Outgoing,
    begin_tries,
    forget_old,
    note_failed,
    note_sent,
)
from hub.work.job import Context
from wire.errors import SecretError
from wire.settings import read_secret

_log = logging.getLogger("otklik.sending")
_AT_ONCE: Final = 10
"""In the worst case each waits for its server's time-out; signatures must not be old by then."""

Way = Callable[[Outgoing], None]
"""Sends one message, or raises `SendingError`."""


def deliver(context: Context, ways: Mapping[str, Way] | None = None) -> None:
    """Send what is due.

    Args:
        context: of the job.
        ways: by name; None: the real ones.
    """
    known = ways or real_ways(context)
    with writing(context.engine) as conn:
        forget_old(conn, context.now_ms)
        due = begin_tries(conn, context.now_ms, most=_AT_ONCE)
    for message in due:
        context.alive()
        failure = _try(message, known)
        with writing(context.engine) as conn:
            if failure is None:
                note_sent(conn, message.id, context.now_ms)
            else:
                note_failed(conn, message.id, str(failure), lasting=failure.lasting)


def real_ways(context: Context) -> dict[str, Way]:
    """Mail, signed posts and the broker."""
    mailer, now_ms = SmtpMailer(context.settings.mail), context.now_ms

    def mail(message: Outgoing) -> None:
        mailer.send(_mail(message), now_ms)

    def webhook(message: Outgoing) -> None:
        secret = _secret(context.settings.alerts.webhook_secret_file)
        body = message.payload.encode()
        post(Post(message.target, secret, body, message.key), now_ms)

    def mqtt(message: Outgoing) -> None:
        if context.link is None or not context.link.publish(
            message.target, message.payload.encode()
        ):
            raise SendingError("There is no connection to the broker.")

    return {"mail": mail, "webhook": webhook, "mqtt": mqtt, "hook": hook_way(context)}


def mail_payload(mail: Mail) -> str:
    """A mail as the outgoing table keeps it."""
    files = [
        {"name": one.name, "kind": one.kind, "content": base64.b64encode(one.content).decode()}
        for one in mail.attachments
    ]
    kept: dict[str, Any] = {"subject": mail.subject, "text": mail.text, "html": mail.html}
    return msgspec.json.encode(kept | {"files": files}).decode()


def _try(message: Outgoing, ways: Mapping[str, Way]) -> SendingError | None:
    try:
        ways.get(message.way, _no_way)(message)
    except SendingError as error:
        level = logging.ERROR if error.lasting else logging.WARNING
        _log.log(level, "%s, try %s: %s", message.about, message.tries, error)
        return error
    return None


def _no_way(message: Outgoing) -> None:
    raise SendingError(f"This hub knows no way {message.way!r}.", lasting=True)


def _mail(message: Outgoing) -> Mail:
    kept = msgspec.json.decode(message.payload)
    files = tuple(
        Attachment(one["name"], one["kind"], base64.b64decode(one["content"]))
        for one in kept["files"]
    )
    return Mail(message.target, kept["subject"], kept["text"], kept["html"], files, message.key)


def _secret(name: str) -> str:
    try:
        return read_secret(name).reveal()
    except SecretError as error:
        raise SendingError(str(error)) from error
