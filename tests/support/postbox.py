"""A real SMTP server on this machine that keeps what it gets."""

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS


class Postbox:
    """What came in."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.signed_in: list[str] = []
        self.protected: list[bool] = []
        self.recipient_answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take an address, or answer as told."""
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return self.recipient_answer

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        """Keep a mail."""
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.protected.append(session.ssl is not None)
        return "250 kept"

    def sign_in(self, _server: Any, _session: Any, _way: Any, _how: str, data: Any) -> AuthResult:
        """Let anybody in, and remember who."""
        self.signed_in.append(data.login.decode())
        return AuthResult(success=True)


@contextmanager
def post_office(
    postbox: Postbox, *, certificate: tuple[Path, Path] | None = None, at_once: bool = False
) -> Iterator[int]:
    """Run the server while the block lasts; gives its port.

    Args:
        postbox: where mails go.
        certificate: file and key: the server can protect connections, and asks for a sign-in.
        at_once: protected from the first byte, not by STARTTLS.
    """
    more: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        more = {"authenticator": postbox.sign_in, "auth_required": not at_once}
        more |= {"auth_require_tls": not at_once}
        more |= {"ssl_context": context} if at_once else {"tls_context": context}
    port = free_port()
    server = Controller(
        postbox, hostname="localhost", port=port, ready_timeout=PATIENCE_SECONDS, **more
    )
    server.start()
    try:
        yield port
    finally:
        server.stop()
