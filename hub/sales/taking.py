"""Checked sales into the store: all of a file in one transaction, or nothing of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Literal, NamedTuple
from zoneinfo import ZoneInfo

from hub.domain.sales_file import Checked
from hub.domain.sales_lines import Sale, Shop
from hub.sales.reading import read_file
from hub.store import audit_log, sales
from hub.store.engine import Store, reading, writing
from hub.store.sales import SalesImport
from hub.store.sites import Site, list_sites

Way = Literal["page", "api", "command"]


class Sender(NamedTuple):
    """Who sends sales, how and when; `sites` None: of any shop."""

    who: str
    way: Way
    now_ms: int
    sites: frozenset[int] | None = None


def take_file(engine: Store, stream: IO[bytes], name: str, sender: Sender) -> SalesImport:
    """Take a file in.

    Args:
        engine: the store.
        stream: see `hub.sales.reading.read_file`.
        name: of the file, to be shown.
        sender: whose it is.

    Raises:
        SalesRefusedError: it has faults; nothing was stored.
    """
    return store_sales(engine, read_file(stream, shops_of(engine, sender)), name, sender)


def shops_of(engine: Store, sender: Sender) -> dict[str, Shop]:
    """The shops that a sender may tell of, by code, with what their clocks show."""
    with reading(engine) as conn:
        found = list_sites(conn)
    return {
        site.code: _shop(site, sender.now_ms)
        for site in found
        if sender.sites is None or site.id in sender.sites
    }


def store_sales(engine: Store, checked: Checked, name: str, sender: Sender) -> SalesImport:
    """Store what was checked. What changes nothing leaves no trace."""
    with writing(engine) as conn:
        taken = sales.take(conn, checked.sales)
        made = _import(checked.sales, checked.lines, name, sender, taken)
        if taken.added or taken.replaced:
            sales.note_import(conn, made)
            audit_log.record(
                conn,
                who=made.who,
                what="sales.imported",
                about=f"sales of {made.first_day} to {made.last_day}",
                at_ms=made.at_ms,
                details={**made._asdict()},
            )
    return made


def _import(
    found: Sequence[Sale], lines: int, name: str, sender: Sender, taken: sales.Taken
) -> SalesImport:
    return SalesImport(
        at_ms=sender.now_ms,
        who=sender.who,
        way=sender.way,
        name=_one_line(name),
        first_day=min(one.day for one in found),
        last_day=max(one.day for one in found),
        shops=len({one.site_id for one in found}),
        lines=lines,
        **taken._asdict(),
    )


def _shop(site: Site, now_ms: int) -> Shop:
    local = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(ZoneInfo(site.timezone))
    return Shop(site.id, local.date().isoformat(), local.hour)


def _one_line(name: str) -> str:
    """A file's name as it may stand in a list."""
    return _printable(name)[:100] or "-"


def _printable(characters: Iterable[str]) -> str:
    return "".join(one for one in characters if one.isprintable())
