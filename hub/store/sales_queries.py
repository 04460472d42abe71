"""Sales as the pages need them, alone and beside the visitors of the same shop and time."""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from hub.domain.blocks import Numbers, Part
from hub.domain.calendar import local_time
from hub.domain.conversion import Both
from hub.domain.hour_sums import WHOLE_HOUR_SECONDS, day_of
from hub.domain.hours import clock_hour
from hub.domain.periods import Slice
from hub.store import block_queries
from hub.store.among import among
from hub.store.schema import devices, footfall_hour, sales_day, sales_hour


class DaySales(NamedTuple):
    """What the shops took on a local day (ISO date), in one currency. `turnover` None: not told."""

    day: str
    currency: str | None
    transactions: int
    turnover: int | None


class DayBoth(NamedTuple):
    """Of the shops whose sales and visitors are both known for a local day."""

    day: str
    both: Both


class HourBoth(NamedTuple):
    """Of one shop and one hour of its clock."""

    site_id: int
    day: str
    hour: int
    both: Both


def by_day(conn: Connection, slices: Sequence[Slice]) -> list[DaySales]:
    """Sales of each day that has some, by currency."""
    rows = []
    for one in slices:
        day = sales_day.c
        query = (
            select(day.day, day.currency, func.sum(day.transactions), func.sum(day.turnover))
            .where(among(conn, day.site_id, one.site_ids))
            .where(day.day.between(one.span.first_day, one.span.last_day))
            .group_by(day.day, day.currency)
            .order_by(day.day, day.currency)
        )
        rows += [
            DaySales(row[0], row[1], int(row[2]), None if row[3] is None else int(row[3]))
            for row in conn.execute(query)
        ]
    return rows


def counted_by_day(conn: Connection, slices: Sequence[Slice]) -> list[DayBoth]:
    """Transactions and visitors of each day, of shops that know both."""
    found = block_queries.together(conn, Part.SOLD_DAY, slices).tolist()
    return [DayBoth(day_of(day), Both(*both)) for day, _, *both in found]


def counted_by_shop_and_day(conn: Connection, slices: Sequence[Slice]) -> Numbers:
    """Shop, ordinal of the day, 1, transactions, visitors; a row for each that knows both."""
    return block_queries.by_shop(conn, Part.SOLD_DAY, slices)


def counted_by_hour(conn: Connection, slices: Sequence[Slice]) -> list[HourBoth]:
    """The same of each shop and hour. Reads hours one by one: ask for few shops and days."""
    rows = []
    for one in slices:
        came = _came(conn, one)
        sold = sales_hour.c
        query = select(sold.site_id, sold.day, sold.hour, sold.transactions).where(
            among(conn, sold.site_id, one.site_ids),
            sold.day.between(one.span.first_day, one.span.last_day),
        )
        rows += [
            HourBoth(site_id, day, hour, Both(transactions, came[site_id, day, hour]))
            for site_id, day, hour, transactions in conn.execute(query)
            if (site_id, day, hour) in came
        ]
    return rows


def newest_day(conn: Connection, site_ids: Sequence[int]) -> str | None:
    """The last day of these shops with sales. None: there are none."""
    query = select(func.max(sales_day.c.day)).where(among(conn, sales_day.c.site_id, site_ids))
    found: str | None = conn.scalar(query)
    return found


def _came(conn: Connection, one: Slice) -> dict[tuple[int, str, int], int]:
    """Who came in, by shop and hour of its clock, where a line counted the whole hour."""
    hour = footfall_hour.c
    query = (
        select(devices.c.site_id, hour.hour_ms, func.sum(hour.entered))
        .join_from(devices, footfall_hour, hour.device_id == devices.c.id)
        .where(among(conn, devices.c.site_id, one.site_ids), hour.kind == "door")
        .where(hour.hour_ms >= one.span.start_ms, hour.hour_ms < one.span.end_ms)
        .group_by(devices.c.site_id, hour.hour_ms)
        .having(func.max(hour.seconds) >= WHOLE_HOUR_SECONDS)
    )
    zone = ZoneInfo(one.timezone)
    found: dict[tuple[int, str, int], int] = {}
    for site_id, hour_ms, entered in conn.execute(query):
        key = (site_id, local_time(zone, hour_ms).day, clock_hour(zone, hour_ms).minutes // 60)
        found[key] = found.get(key, 0) + int(entered)  # the two hours of an autumn night
    return found
