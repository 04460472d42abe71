"""Bonus cards, and what managers entered for their months. A card is never changed."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select, update

from hub.domain.bonus import Part
from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.store.among import among
from hub.store.schema import bonus_card, bonus_entry


class BonusCard(NamedTuple):
    """A card and its parts."""

    id: int
    name: str
    parts: tuple[Part, ...]
    made_ms: int
    made_by: str
    retired_ms: int | None


def add_card(conn: Connection, name: str, parts: Sequence[Part], *, who: str, at_ms: int) -> int:
    """Make a card of parts without faults; returns its number."""
    written = msgspec.json.encode(parts).decode()
    values = {"name": name, "parts": written, "made_ms": at_ms, "made_by": who}
    made = conn.execute(insert(bonus_card).values(values)).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row has a key
    return int(made[0])


def list_cards(conn: Connection) -> list[BonusCard]:
    """All, by name; those in use before those retired."""
    found = [_card(row) for row in conn.execute(select(bonus_card))]
    return sorted(found, key=lambda one: (one.retired_ms is not None, one.name.casefold(), one.id))


def find_card(conn: Connection, number: int) -> BonusCard:
    """One of them.

    Raises:
        UnknownNameError: there is none of this number.
    """
    row = conn.execute(select(bonus_card).where(bonus_card.c.id == number)).first()
    if row is None:
        raise UnknownNameError(text("There is no such bonus card; choose one of the list."))
    return _card(row)


def retire_card(conn: Connection, number: int, at_ms: int) -> None:
    """Offer it no more; the months that it has stay to be looked at."""
    change = update(bonus_card).where(bonus_card.c.id == number, bonus_card.c.retired_ms.is_(None))
    conn.execute(change.values(retired_ms=at_ms))


def enter(
    conn: Connection,
    card_id: int,
    site_id: int,
    month: str,
    percents: dict[int, float],
    *,
    who: str,
    at_ms: int,
) -> None:
    """Put down what a manager found for a shop's month, by the part's place on the card.

    What was there for this card, shop and month is replaced, all of it.
    """
    conn.execute(
        delete(bonus_entry).where(
            bonus_entry.c.card_id == card_id,
            bonus_entry.c.site_id == site_id,
            bonus_entry.c.month == month,
        )
    )
    same = {"card_id": card_id, "site_id": site_id, "month": month}
    rows = [
        {**same, "part": part, "percent": percent, "made_ms": at_ms, "made_by": who}
        for part, percent in percents.items()
    ]
    if rows:
        conn.execute(insert(bonus_entry), rows)


def entered(
    conn: Connection, card_id: int, site_ids: Collection[int], month: str
) -> dict[tuple[int, int], float]:
    """Percent by (shop, place of the part)."""
    query = select(bonus_entry.c.site_id, bonus_entry.c.part, bonus_entry.c.percent).where(
        bonus_entry.c.card_id == card_id,
        among(conn, bonus_entry.c.site_id, site_ids),
        bonus_entry.c.month == month,
    )
    return {(site_id, part): percent for site_id, part, percent in conn.execute(query)}


def _card(row: Row[Any]) -> BonusCard:
    parts = msgspec.json.decode(row.parts, type=tuple[Part, ...])
    return BonusCard(row.id, row.name, parts, row.made_ms, row.made_by, row.retired_ms)
