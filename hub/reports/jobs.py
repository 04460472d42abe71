"""Sending the reports that are due."""

import logging
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.periods import Period
from hub.domain.report_due import due
from hub.domain.rights import Right
from hub.errors import UnknownNameError
from hub.figures.report import ReportFigures, report_figures
from hub.figures.selection import Selection, choose
from hub.reports.pdf import report_pdf
from hub.reports.said import Said, as_text, say_report
from hub.sending.delivery import mail_payload
from hub.sending.mail import Attachment, Mail
from hub.store import grants
from hub.store.engine import reading, writing
from hub.store.outgoing import Message, put
from hub.store.people import User
from hub.store.reports import Report, all_reports, note_sent
from hub.words import ENGLISH, using
from hub.work.job import Context

_log = logging.getLogger("otklik.reports")


def send_due(context: Context) -> None:
    """Write the mails of all reports that are due; the job "sending" carries them."""
    with reading(context.engine) as conn:
        wanted = all_reports(conn)
    for one, user in wanted:
        context.alive()
        _send(context, one, user)


def selection_of(conn: Connection, user: User, scope: str, now_ms: int) -> Selection | None:
    """The shops of a report that its reader may see today. None: there are none (any more)."""
    visible = grants.access(conn, user.id).where(Right.SEE)
    try:
        chosen = choose(
            conn, period=Period("today"), now_ms=now_ms, site_code=scope, visible=visible
        )
    except UnknownNameError:
        return None
    return chosen if chosen.sites else None


def local_now(chosen: Selection, now_ms: int) -> datetime:
    """The time where most of the shops are."""
    zones = Counter(site.timezone for site in chosen.sites.values())
    zone = max(sorted(zones), key=lambda name: zones[name])
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(zone))


def _send(context: Context, one: Report, user: User) -> None:
    with reading(context.engine) as conn:
        chosen = selection_of(conn, user, one.scope, context.now_ms)
        if chosen is None:
            return
        period = due(one.every, local_now(chosen, context.now_ms), one.last_day)
        if period is None:
            return
        found = report_figures(conn, chosen, one.every, period[0])
    message = _message(one, user, found, context) if user.email and _mails(context) else None
    with writing(context.engine) as conn:
        if message is not None:
            put(conn, [message], context.now_ms)
        note_sent(conn, one.id, found.last_day)
    if message is None:
        _log.warning("A report of %s was not sent: no mail server or address is set.", user.name)


def _message(one: Report, user: User, found: ReportFigures, context: Context) -> Message:
    with using(user.language or ENGLISH):
        said = say_report(found)
        name = f"otklik-{found.every}-{found.first_day}.pdf"
        mail = Mail(
            to=str(user.email),
            subject=_subject(said),
            text=as_text(said),
            attachments=(Attachment(name, "application/pdf", report_pdf(said)),),
        )
    return Message(
        # Not by the number alone: SQLite may give that of a removed report to another one.
        key=f"report {one.id} {found.every} {found.first_day} {mail.to}",
        about=f"report {one.id}",
        way="mail",
        target=mail.to,
        payload=mail_payload(mail),
        due_ms=context.now_ms,
    )


def _subject(said: Said) -> str:
    return f"{said.title}, {said.under}"


def _mails(context: Context) -> bool:
    return bool(context.settings.mail.host)
