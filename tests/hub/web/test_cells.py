"""Cells of tables: what somebody wrote is text, and nothing is told without its doubt."""

import pytest

from hub.domain.difference import Difference
from hub.domain.dwell import Between
from hub.domain.expression_shares import Measured
from hub.domain.score import Estimate
from hub.web.cells import table_rows
from hub.web.tables import Cell, Column, Faint, Kind, Table

SURE = Estimate(0.84, 0.77, 0.91, 400, too_few=False)
FEW = Estimate(0.5, 0.2, 0.8, 8, too_few=True)
NONE = Estimate(None, 0.0, 1.0, 0, too_few=True)


@pytest.mark.parametrize(
    ("kind", "value", "html"),
    [
        ("text", None, '<td dir="auto">\N{EN DASH}</td>'),
        ("text", "<b>'&", '<td dir="auto">&lt;b&gt;&#39;&amp;</td>'),
        ("day", None, '<td class="nowrap">\N{EN DASH}</td>'),
        ("day", "2026-03-03", '<td class="nowrap">Tue 3 Mar</td>'),
        ("day", "2026-03", '<td class="nowrap">March 2026</td>'),
        ("count", 12345, '<td class="n">12,345</td>'),
        ("decimal", None, '<td class="n">\N{EN DASH}</td>'),
        ("percent", 0.123, '<td class="n">12.3%</td>'),
        ("chance", None, '<td class="n">\N{EN DASH}</td>'),
        ("chance", 0.84, '<td class="n">84%</td>'),
        ("chance", 0.01, '<td class="n">1%</td>'),
        ("chance", 0.99, '<td class="n">99%</td>'),
        ("chance", 0.9999, '<td class="n">&gt; 99%</td>'),
        ("chance", 0.0, '<td class="n">&lt; 1%</td>'),
        ("share", None, '<td class="n">\N{EN DASH}</td>'),
        ("share", SURE, '<td class="n">84% <span class="note">77 to 91%</span></td>'),
        ("share", NONE, '<td class="n few">\N{EN DASH}</td>'),
        (
            "share",
            FEW,
            '<td class="n few">50% <span class="note">20 to 80%, too few to judge</span></td>',
        ),
        (
            "share",
            Measured(0.3, None, None, too_few=False),
            '<td class="n">30% <span class="note">uncorrected</span></td>',
        ),
        (
            "change",
            Difference(0.04, 0.01, 0.07),
            '<td class="n">+4 <span class="note">+1 to +7 points</span></td>',
        ),
        ("seconds", 48, '<td class="n">48 s</td>'),
        (
            "seconds",
            Faint(48),
            '<td class="n few">48 s<span class="unseen">, too few to judge</span></td>',
        ),
        ("between", Between(30, 60), '<td class="n">30 to 60 s</td>'),
        (
            "between",
            Faint(Between(30, 60)),
            '<td class="n few">30 to 60 s<span class="unseen">, too few to judge</span></td>',
        ),
    ],
)
def test_a_cell_is_written_as_its_column_says(kind: Kind, value: Cell, html: str) -> None:
    made = table_rows(Table("", [Column("shop"), Column("x", kind)], [["Riga", value]]))
    assert made == f'<tr><td dir="auto">Riga</td>{html}</tr>'


def test_a_day_in_the_first_column_is_the_head_of_its_row() -> None:
    made = table_rows(Table("", [Column("day", "day"), Column("n", "count")], [["2026-03-03", 5]]))
    assert made == '<tr><th scope="row">Tue 3 Mar</th><td class="n">5</td></tr>'
