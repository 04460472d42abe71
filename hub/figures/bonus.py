"""Bonus cards of a month: each part as it was measured in each shop."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.bonus import Card, Found, Measure, add_up
from hub.figures.mystery import means_by_shop
from hub.figures.response import response_by_shop
from hub.figures.selection import Selection
from hub.figures.shop_scores import shop_scores
from hub.store.bonus import BonusCard, entered

_POINTS = 100


@dataclass(frozen=True, slots=True)
class ShopCard:
    """What a shop earned in the month."""

    site: str
    site_name: str
    card: Card


def shop_cards(conn: Connection, chosen: Selection, card: BonusCard, month: str) -> list[ShopCard]:
    """The card of each chosen shop.

    Args:
        conn: the store.
        chosen: shops, and the days of that month.
        card: which.
        month: such as 2026-03; managers' entries are kept by it.
    """
    wanted = {part.measure for part in card.parts}
    measured = {measure: _MEASURES[measure](conn, chosen) for measure in wanted & set(_MEASURES)}
    typed = entered(conn, card.id, chosen.site_ids, month)
    cards = []
    for site in chosen.sites.values():
        found: list[Found | None] = []
        for place, part in enumerate(card.parts):
            if part.measure is Measure.ENTERED:
                percent = typed.get((site.id, place))
                found.append(None if percent is None else Found(percent, percent, percent))
            else:
                found.append(measured.get(part.measure, {}).get(site.id))
        cards.append(ShopCard(site.code, site.name, add_up(card.parts, found)))
    return cards


def _index(conn: Connection, chosen: Selection) -> Mapping[int, Found]:
    found = {site_id: one.index for site_id, one in shop_scores(conn, chosen).items()}
    return {
        site_id: Found(one.value, one.low, one.high)
        for site_id, one in found.items()
        if one.value is not None
    }


def _happy(conn: Connection, chosen: Selection) -> Mapping[int, Found]:
    return {
        site_id: _percent(one.happy / one.presses, one.happy_share.low, one.happy_share.high)
        for site_id, one in shop_scores(conn, chosen).items()
    }


def _mystery(conn: Connection, chosen: Selection) -> Mapping[int, Found]:
    return {
        site_id: _percent(one.value, one.low, one.high)
        for site_id, one in means_by_shop(conn, chosen).items()
        if one.value is not None
    }


def _response(conn: Connection, chosen: Selection) -> Mapping[int, Found]:
    return {
        site_id: _percent(one.value, one.low, one.high)
        for site_id, one in response_by_shop(conn, chosen).items()
        if one.value is not None
    }


def _percent(value: float, low: float, high: float) -> Found:
    return Found(_POINTS * value, _POINTS * low, _POINTS * high)


_MEASURES = {
    Measure.INDEX: _index,
    Measure.HAPPY: _happy,
    Measure.MYSTERY: _mystery,
    Measure.RESPONSE: _response,
}
"""What is measured by shop. A satisfaction index is of those who pressed."""
