"""What somebody should look at, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from hub.domain.alert_words import sentence
from hub.domain.alerts import KINDS, OF_DEVICES
from hub.domain.device_health import State
from hub.domain.lengths import DAY_MS
from hub.domain.names import device_name
from hub.domain.text import text
from hub.figures.devices import DeviceFigure
from hub.figures.selection import Selection
from hub.store.alerts import Wanted, list_alerts
from hub.store.device_queries import set_aside_since

_OF_PEOPLE = frozenset(KINDS) - OF_DEVICES


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing. `where` names shop and device; `since_ms` is None where nobody knows.

    `site` is the shop's code; empty where it is about all.
    """

    kind: State | Literal["alert", "unconfirmed", "set_aside"]
    where: str
    text: str
    since_ms: int | None
    timezone: str
    site: str = ""


def attention(
    conn: Connection, chosen: Selection, figures: Sequence[DeviceFigure]
) -> list[Attention]:
    """Open alerts, devices with a reason, shops whose zone is a guess, unreadable messages."""
    found = _alerts(conn, chosen)
    found += [
        Attention(
            one.health.state,
            device_name(one.site_name, one.name),
            reason.text,
            reason.since_ms,
            one.timezone,
            one.site,
        )
        for one in figures
        if one.health.state not in {"working", "sample"}
        for reason in one.health.reasons
    ]
    found += [
        Attention(
            "unconfirmed",
            site.name,
            text(
                "Nobody has confirmed its time zone; %(timezone)s is a guess.",
                timezone=site.timezone,
            ),
            None,
            site.timezone,
            site.code,
        )
        for site in chosen.sites.values()
        if not site.confirmed
    ]
    # A message that cannot be read is of no shop that could be known for sure: it is told to those
    # who may see all of them.
    unreadable = set_aside_since(conn, chosen.now_ms - DAY_MS) if chosen.sees_all else 0
    if unreadable:
        told = text(
            "Messages that could not be read, of the last 24 hours: %(num)s.", num=unreadable
        )
        found.append(Attention("set_aside", text("Hub"), told, None, "UTC"))
    return found


def _alerts(conn: Connection, chosen: Selection) -> list[Attention]:
    """Those that are not about devices, which are told here by themselves."""
    wanted = Wanted(chosen.site_ids, _OF_PEOPLE, open=True)
    return [
        Attention(
            "alert",
            chosen.sites[one.site_id].name,
            sentence(one.kind, one.facts),
            one.seen_ms,
            chosen.sites[one.site_id].timezone,
            chosen.sites[one.site_id].code,
        )
        for one in list_alerts(conn, wanted)
        if one.site_id is not None
    ]
