"""A whole sales file: every line is right and none contradicts another, or nothing is taken."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from hub.domain.sales_lines import Fault, Sale, Shop, read_line
from hub.domain.text import text

MOST_FAULTS_SHOWN: Final = 20


class Checked(NamedTuple):
    """What a file says. Where `fault_count` is not 0, `sales` must not be used."""

    sales: list[Sale]
    lines: int
    faults: list[Fault]
    """The first of them."""
    fault_count: int


class _Seen:
    """What earlier lines spoke of."""

    def __init__(self) -> None:
        self._hours: set[tuple[int, str, int]] = set()
        self._days: dict[tuple[int, str], tuple[bool, str | None]] = {}

    def add(self, sale: Sale) -> None:
        """Note a line.

        Raises:
            ValueError: it contradicts an earlier one.
        """
        by_hour = sale.hour is not None
        key = (sale.site_id, sale.day)
        before = self._days.get(key)
        if before is None:
            self._days[key] = (by_hour, sale.currency)
        elif before[0] != by_hour:
            raise ValueError(text("this day has both a total and hours; give one of them"))
        elif before[1] != sale.currency:
            raise ValueError(
                text("one day of one shop has two currencies, or only one for some hours")
            )
        if sale.hour is not None:
            at = (*key, sale.hour)
            if at in self._hours:
                raise ValueError(text("this hour of this shop is there twice"))
            self._hours.add(at)
        elif before is not None:
            raise ValueError(text("this day of this shop is there twice"))


def check(
    names: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], shops: Mapping[str, Shop]
) -> Checked:
    """Read all lines below the heading.

    Args:
        names: see `hub.domain.sales_lines.heading`.
        rows: number and cells of each line.
        shops: by code.
    """
    seen = _Seen()
    sales: list[Sale] = []
    faults: list[Fault] = []
    fault_count = lines = 0
    for number, cells in rows:
        lines += 1
        try:
            sale = _read(names, cells, shops)
            seen.add(sale)
        except ValueError as error:
            fault_count += 1
            if len(faults) < MOST_FAULTS_SHOWN:
                faults.append(Fault(number, error.args[0]))
            continue
        if not fault_count:
            sales.append(sale)
    return Checked(sales, lines, faults, fault_count)


def _read(names: Sequence[str], cells: Sequence[str], shops: Mapping[str, Shop]) -> Sale:
    if len(cells) != len(names):
        raise ValueError(
            text(
                "there are %(found)s cells under %(wanted)s columns",
                found=len(cells),
                wanted=len(names),
            )
        )
    return read_line(dict(zip(names, cells, strict=True)), shops)
