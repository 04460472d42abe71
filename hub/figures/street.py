"""Who passed in the street, and how many of them came in."""

from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.capture import Capture, capture
from hub.figures.passages import LinePassages, lines
from hub.figures.selection import Selection
from hub.store import footfall_queries


@dataclass(frozen=True, slots=True)
class ShopCapture:
    """One shop that has both a door line and a street line."""

    site: str
    site_name: str
    capture: Capture


@dataclass(frozen=True, slots=True)
class Street:
    """Passers-by. `capture` is None where no shop counted a street and a door in one hour."""

    passed: int
    """Over all street lines, both ways."""
    lines: list[LinePassages]
    """Each street line; `entered` and `left` are its two ways, and nobody entered or left."""
    capture: Capture | None
    """Of all shops with both; over the hours in which both were counted."""
    shops: list[ShopCapture]


def street(conn: Connection, chosen: Selection) -> Street:
    """Passers-by of the chosen shops and days."""
    found = lines(conn, footfall_queries.by_street_line(conn, chosen.slices), chosen)
    # Most shops have no street line: they need not pay for a walk through the hours.
    rows = footfall_queries.captured(conn, chosen.slices) if found else []
    shops = [
        ShopCapture(site.code, site.name, capture(row.entered, row.passed))
        for row in rows
        for site in [chosen.sites[row.site_id]]
    ]
    return Street(
        passed=sum(one.passages.entered + one.passages.left for one in found),
        lines=found,
        capture=capture(sum(row.entered for row in rows), sum(row.passed for row in rows))
        if rows
        else None,
        shops=sorted(shops, key=lambda one: (one.site_name, one.site)),
    )
