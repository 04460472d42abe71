"""Settings of what the hub tells by itself: when it raises an alert, and how it sends."""

import re
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

_CLOCK: Final = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$"
_ADDRESS: Final = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")

Clock = Annotated[str, Meta(pattern=_CLOCK)]


def check_addresses(name: str, addresses: tuple[str, ...]) -> None:
    """Refuse what no mail can be sent to.

    Raises:
        ValueError: with the address and the setting's name.
    """
    for address in addresses:
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"`{name}`: {address!r} is no mail address, such as anna@shop.example")


class MailSettings(Struct, frozen=True, kw_only=True):
    """The server that takes the hub's mail."""

    host: Annotated[
        str, Meta(description="Mail server (SMTP submission). Empty: no mail is sent.")
    ] = ""
    port: Annotated[
        int, Meta(ge=1, le=65535, description="587 for starttls, 465 for tls, 25 for none.")
    ] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(
            description="How the connection is protected. `none` is for a server on this machine: "
            "passwords and mails would be readable on the way."
        ),
    ] = "starttls"
    ca_file: Annotated[
        str,
        Meta(description="Certificate authority of the server, where it is not a public one."),
    ] = ""
    username: Annotated[str, Meta(description="Empty: the server asks for none.")] = ""
    password_file: Annotated[
        str,
        Meta(
            description="File that holds the password; a bare name is looked up among systemd's "
            "credentials."
        ),
    ] = ""
    sender: Annotated[
        str, Meta(description="Address that mails come from, such as otklik@shop.example.")
    ] = ""
    timeout_seconds: Annotated[
        int, Meta(ge=1, le=60, description="Longest wait for one answer of the server.")
    ] = 20

    def __post_init__(self) -> None:
        if self.host and not self.sender:
            raise ValueError("`mail.host` needs `mail.sender`, the address that mails come from")
        if self.sender:
            check_addresses("mail.sender", (self.sender,))
        if self.password_file and self.security == "none" and self.host not in _THIS_MACHINE:
            raise ValueError(
                "`mail.security` is none: the password would be readable on the way; use starttls"
            )


_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")


class AlertSettings(Struct, frozen=True, kw_only=True):
    """When the hub says that something is wrong, and to whom beside the people it knows."""

    false_alarms_a_month: Annotated[
        float,
        Meta(
            ge=0.1,
            le=30,
            description="How many alerts for nothing each shop may get in a month, from each of: "
            "unhappy presses, footfall, silent kiosks. Fewer mean that true ones come later.",
        ),
    ] = 1.0
    queue_people: Annotated[
        int,
        Meta(
            ge=0,
            le=1000,
            description="People in a queue on average, over `queue_minutes`, that are too many. "
            "0: no alert.",
        ),
    ] = 8
    queue_minutes: Annotated[int, Meta(ge=2, le=120, description="See `queue_people`.")] = 10
    quiet_from: Annotated[
        Clock,
        Meta(
            description="From here to `quiet_to`, by the shop's clock, alerts are kept and sent "
            "afterwards, such as `22:00`. Empty: never."
        ),
    ] = ""
    quiet_to: Annotated[Clock, Meta(description="The end of the quiet hours.")] = ""
    mail_to: Annotated[
        tuple[str, ...],
        Meta(description="Addresses that get every alert, beside managers and technicians."),
    ] = ()
    escalate_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=1440,
            description="An alert that nobody has acknowledged for so long is also sent to admins "
            "and to `escalate_to`. 0: never.",
        ),
    ] = 60
    escalate_to: Annotated[
        tuple[str, ...], Meta(description="Addresses for alerts that nobody has acknowledged.")
    ] = ()
    webhook_url: Annotated[
        str, Meta(description="Address that every alert is posted to, signed. Empty: none.")
    ] = ""
    webhook_secret_file: Annotated[
        str, Meta(description="File that holds the secret which signs them.")
    ] = ""
    mqtt: Annotated[
        bool, Meta(description="Publish alerts at the broker, on otklik/1/SITE/alert.")
    ] = False

    def __post_init__(self) -> None:
        if bool(self.quiet_from) != bool(self.quiet_to):
            raise ValueError("`alerts.quiet_from` and `alerts.quiet_to` need each other")
        check_addresses("alerts.mail_to", self.mail_to)
        check_addresses("alerts.escalate_to", self.escalate_to)
        if self.webhook_url and urlsplit(self.webhook_url).scheme not in {"http", "https"}:
            raise ValueError("`alerts.webhook_url` begins with https:// (or http://)")
        if self.webhook_url and not self.webhook_secret_file:
            raise ValueError("`alerts.webhook_url` needs `alerts.webhook_secret_file`")
