"""Mail goes to a real SMTP server on this machine."""

import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from hub.errors import SendingError
from hub.sending.mail import Attachment, Mail, SmtpMailer, compose
from hub.sending_settings import MailSettings
from hub.start_checks import check_mail
from tests.support.ports import free_port
from tests.support.postbox import Postbox, post_office

NOW_MS = 1_772_442_000_000
MAIL = Mail("anna@shop.example", "Kiosk 7 is silent", "Look at it.\n", key="alert 1 opened")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A server's certificate for localhost, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost"]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run([*command, *more], check=True, capture_output=True, timeout=60)
    return made, key


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


def _settings(port: int, **more: Any) -> MailSettings:
    fields: dict[str, Any] = {"host": "localhost", "port": port, "security": "none"}
    return MailSettings(**fields | {"sender": "hub@shop.example"} | more)


def _only(postbox: Postbox) -> EmailMessage:
    (found,) = postbox.mails
    return found


def test_a_mail_arrives_with_text_in_any_script_and_its_attachment(postbox: Postbox) -> None:
    mail = MAIL._replace(
        subject="Тишина\n в Łodzi",
        text="Посмотрите.\n",
        html="<p>Посмотрите.</p>",
        attachments=(Attachment("week.pdf", "application/pdf", b"%PDF-1"),),
    )
    with post_office(postbox) as port:
        SmtpMailer(_settings(port)).send(mail, NOW_MS)
    arrived = _only(postbox)
    assert arrived["Subject"] == "Тишина в Łodzi"
    assert arrived["To"] == "anna@shop.example"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"].startswith("Mon, 02 Mar 2026 09:00:00")
    body = arrived.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Посмотрите."
    (file,) = arrived.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("week.pdf", b"%PDF-1")


def test_the_same_mail_has_the_same_name_each_time() -> None:
    first, again = (compose(MAIL, "hub@shop.example", now) for now in (NOW_MS, NOW_MS + 60_000))
    other = compose(MAIL._replace(key="alert 2 opened"), "hub@shop.example", NOW_MS)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_protected_connection_and_a_password_are_used(
    security: str, certificate: tuple[Path, Path], postbox: Postbox, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("a word")
    password.chmod(0o600)
    settings = {"ca_file": str(certificate[0]), "security": security}
    settings |= {"username": "hub", "password_file": str(password)}
    with post_office(postbox, certificate=certificate, at_once=security == "tls") as port:
        SmtpMailer(_settings(port, **settings)).send(MAIL, NOW_MS)
    assert _only(postbox)["Subject"] == "Kiosk 7 is silent"
    assert postbox.signed_in == ["hub"]
    # Where it is protected from the first byte, the server knows of nothing else.
    assert postbox.protected == [security == "starttls"]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    certificate: tuple[Path, Path], postbox: Postbox
) -> None:
    with (
        post_office(postbox, certificate=certificate) as port,
        pytest.raises(SendingError, match="CERTIFICATE_VERIFY_FAILED") as caught,
    ):
        SmtpMailer(_settings(port, security="starttls")).send(MAIL, NOW_MS)
    assert not caught.value.lasting
    assert postbox.mails == []


def test_a_server_without_protection_gets_nothing_where_it_is_asked_for(postbox: Postbox) -> None:
    with post_office(postbox) as port, pytest.raises(SendingError, match="STARTTLS"):
        SmtpMailer(_settings(port, security="starttls")).send(MAIL, NOW_MS)
    assert postbox.mails == []


@pytest.mark.parametrize(("answer", "lasting"), [("550 no such user", True), ("450 busy", False)])
def test_an_address_that_is_refused_for_good_is_not_tried_again(
    answer: str, lasting: bool, postbox: Postbox
) -> None:
    postbox.recipient_answer = answer
    with post_office(postbox) as port, pytest.raises(SendingError) as caught:
        SmtpMailer(_settings(port)).send(MAIL, NOW_MS)
    assert caught.value.lasting is lasting
    assert answer in str(caught.value).replace("(", "")


def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(SendingError, match="took nothing") as caught:
        SmtpMailer(_settings(free_port())).send(MAIL, NOW_MS)
    assert not caught.value.lasting


def test_an_address_with_a_line_break_gets_nowhere(postbox: Postbox) -> None:
    mail = MAIL._replace(to="anna@shop.example\nBcc: all@shop.example")
    with post_office(postbox) as port, pytest.raises(SendingError) as caught:
        SmtpMailer(_settings(port)).send(mail, NOW_MS)
    assert caught.value.lasting
    assert postbox.mails == []


def test_the_check_says_whether_the_server_lets_us_in(postbox: Postbox) -> None:
    assert check_mail(MailSettings()).ok is None
    assert check_mail(_settings(free_port())).ok is False
    with post_office(postbox) as port:
        assert check_mail(_settings(port)).ok is True
    assert postbox.mails == []
