"""One table for the eye and for the spreadsheet: what is behind each chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hub.domain.difference import Difference
from hub.domain.dwell import Between
from hub.domain.expression_shares import Measured
from hub.domain.intervals import Proportion
from hub.domain.score import Estimate

Kind = Literal[
    "text",
    "day",
    "count",
    "decimal",
    "money",
    "percent",
    "chance",
    "share",
    "change",
    "index",
    "seconds",
    "between",
]


class Amount(NamedTuple):
    """An amount of money, with as many digits after the point as its currency has."""

    value: float
    digits: int


Value = str | float | Estimate | Proportion | Measured | Difference | Between | Amount | None


@dataclass(frozen=True, slots=True)
class Faint:
    """A value from too few people to judge by: shown in grey. In a download it is as any other."""

    value: Value


Cell = Value | Faint


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    `share` holds an `Estimate`, a `Proportion` or a `Measured`, `change` a `Difference` of shares,
    `money` an `Amount`, `index` an `Estimate`, `percent` a share without an interval, `chance` a
    probability, `seconds` a length of time, and `between` the span that one lies in.
    """

    name: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `caption` is what a screen reader says first."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
