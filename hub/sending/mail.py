"""Sending mail (SMTP). The only importer of smtplib."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import NamedTuple

from hub.errors import SendingError
from hub.sending_settings import MailSettings
from wire.errors import SecretError
from wire.settings import read_secret


class Attachment(NamedTuple):
    """A file that goes with a mail; `kind` is a MIME type such as `application/pdf`."""

    name: str
    kind: str
    content: bytes


class Mail(NamedTuple):
    """One mail to one address. `html` is the same as `text` for those who like it; may be empty."""

    to: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    key: str = ""
    """The same mail has the same key: many servers then show a repeated one once."""


class SmtpMailer:
    """Mail through the server that the settings name; one connection for each mail."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, mail: Mail, now_ms: int) -> None:
        """Hand a mail over.

        Raises:
            SendingError: the server is away, refuses us, or refuses the address for good.
        """
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            message = compose(mail, self._settings.sender, now_ms)
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()), (550, b""))
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
            reason = f"The mail server {where} refuses {mail.to} ({code} {said})."
            raise SendingError(reason, lasting=500 <= code < 600) from error
        except (smtplib.SMTPException, OSError) as error:
            if isinstance(error, SecretError):
                raise SendingError(str(error)) from error
            raise SendingError(f"The mail server {where} took nothing: {error}") from error
        except ValueError as error:
            # What no header can hold, such as a line break in an address.
            raise SendingError(f"No mail can be made for {mail.to!r}: {error}", lasting=True) from (
                error
            )

    def reach(self) -> None:
        """See whether the server lets us in; nothing is sent.

        Raises:
            SendingError: it does not, with the reason.
        """
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            with self._connected() as server:
                server.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise SendingError(f"The mail server {where} does not let us in: {error}") from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings, timeout = self._settings, self._settings.timeout_seconds
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=timeout, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
        with server:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.username:
                password = read_secret(settings.password_file).reveal()
                server.login(settings.username, password)
            yield server


def compose(mail: Mail, sender: str, now_ms: int) -> EmailMessage:
    """The mail as it travels.

    Raises:
        ValueError: an address with a line break.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    # A shop's name may hold anything; a header is one line.
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, UTC))
    if mail.key:
        name = sha256(f"{mail.key} {mail.to}".encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    # Keeps out-of-office replies from coming back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for one in mail.attachments:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return message
