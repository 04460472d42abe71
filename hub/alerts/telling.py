"""Putting what is told about an alert into the table of what is sent."""

from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.alerts.told import Told, as_json, as_mail
from hub.domain.audience import Person, above, in_charge
from hub.domain.lengths import MINUTE_MS
from hub.domain.quiet import parse_quiet, told_at_ms
from hub.domain.rights import Grant
from hub.sending.delivery import mail_payload
from hub.settings import HubSettings
from hub.store.grants import list_grants
from hub.store.outgoing import Message, drop_untried, put
from hub.store.outgoing import told as told_already
from hub.store.people import list_users
from hub.store.sites import Site
from wire.topics import spell_alert


class Reader(NamedTuple):
    """A mail address and the language that is read there."""

    address: str
    language: str


def tell_opened(
    conn: Connection, told: Told, settings: HubSettings, sites: dict[int, Site]
) -> None:
    """Tell those whose work it is, and programs; in quiet hours, afterwards."""
    people = in_charge(_people(conn), told.kind, _site_id(told), _regions(sites))
    _send(conn, told, settings, _readers(people, settings.alerts.mail_to))


def tell_above(conn: Connection, told: Told, settings: HubSettings, sites: dict[int, Site]) -> None:
    """Tell those above that nobody has acknowledged it."""
    people = above(_people(conn), _site_id(told), _regions(sites))
    readers = _readers(people, settings.alerts.escalate_to)
    _send(conn, told, settings, readers)


def tell_over(conn: Connection, told: Told, settings: HubSettings) -> None:
    """Tell everybody who was told that it is over; who was not is not told at all."""
    drop_untried(conn, told.about)
    known = told_already(conn, told.about)
    languages = {one.email: one.language for one in _people(conn)}
    readers = [Reader(to, languages.get(to, "en")) for way, to in known if way == "mail"]
    _send(conn, told, settings, readers, programs=bool(known))


def is_above_due(told: Told, opened_ms: int, settings: HubSettings) -> bool:
    """Whether those above are to be told now: long enough after those whose work it is were told.

    Args:
        told: with this instant.
        opened_ms: when it was opened; in quiet hours it was told later.
        settings: how long is long enough.
    """
    first_ms = _due_ms(told._replace(now_ms=opened_ms), settings)
    enough_ms = settings.alerts.escalate_minutes * MINUTE_MS
    quiet = _due_ms(told, settings) > told.now_ms
    return not quiet and told.now_ms - first_ms >= enough_ms


def _send(
    conn: Connection,
    told: Told,
    settings: HubSettings,
    readers: Iterable[Reader],
    *,
    programs: bool = True,
) -> None:
    due_ms = _due_ms(told, settings)
    messages = []
    if settings.mail.host:
        messages += [_mail(told, reader, settings, due_ms) for reader in readers]
    if programs:
        messages += _to_programs(told, settings, due_ms)
    put(conn, messages, told.now_ms)


def _mail(told: Told, reader: Reader, settings: HubSettings, due_ms: int) -> Message:
    mail = as_mail(told, reader.address, reader.language, settings.web.public_url)
    return _message(told, "mail", reader.address, mail_payload(mail), due_ms)


def _to_programs(told: Told, settings: HubSettings, due_ms: int) -> list[Message]:
    """Programs can look at the hour themselves, but a person may sit behind one: they wait too."""
    body = as_json(told)
    found = []
    if settings.alerts.webhook_url:
        found.append(_message(told, "webhook", settings.alerts.webhook_url, body, due_ms))
    if settings.alerts.mqtt:
        topic = spell_alert(told.site.code if told.site else None)
        found.append(_message(told, "mqtt", topic, body, due_ms))
    return found


def _message(told: Told, way: str, target: str, payload: str, due_ms: int) -> Message:
    key = f"{told.about} {told.stage} {way} {target}"
    return Message(key, told.about, way, target, payload, due_ms)


def _due_ms(told: Told, settings: HubSettings) -> int:
    quiet = parse_quiet(settings.alerts.quiet_from, settings.alerts.quiet_to)
    zone = ZoneInfo(told.site.timezone if told.site else settings.site_defaults.timezone)
    return told_at_ms(quiet, zone, told.now_ms)


def _people(conn: Connection) -> list[Person]:
    grants: dict[int, list[Grant]] = {}
    for row in list_grants(conn):
        grants.setdefault(row.user_id, []).append(row.grant)
    return [
        Person(user.email, user.language or "en", tuple(grants.get(user.id, ())))
        for user in list_users(conn)
        if user.email and user.disabled_ms is None
    ]


def _readers(people: Iterable[Person], addresses: Iterable[str]) -> list[Reader]:
    readers = {address: Reader(address, "en") for address in addresses}
    return list((readers | {one.email: Reader(one.email, one.language) for one in people}).values())


def _regions(sites: dict[int, Site]) -> dict[int, int | None]:
    return {site.id: site.region_id for site in sites.values()}


def _site_id(told: Told) -> int | None:
    return told.site.id if told.site else None
