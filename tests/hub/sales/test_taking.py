"""Sales files into the store: all or nothing, twice is once, and a corrected one replaces."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.sales.reading import SalesRefusedError
from hub.sales.taking import Sender, take_file
from hub.store.engine import reading, writing
from hub.store.sales import SalesImport, newest_imports
from hub.store.sales_queries import DaySales, by_day
from hub.store.sites import add_site
from tests.hub.sales.slices import every_day

NOW_MS = round(datetime(2026, 3, 3, 12, 30, tzinfo=UTC).timestamp() * 1000)
HEADING = "shop,day,hour,transactions,turnover,currency\n"


@pytest.fixture(autouse=True)
def _shops(engine: Engine) -> None:
    with writing(engine) as conn:
        add_site(conn, "north", "North", "UTC")
        add_site(conn, "south", "South", "Europe/Riga")


def send(
    engine: Engine, content: str | bytes, *, sites: frozenset[int] | None = None
) -> SalesImport:
    raw = content if isinstance(content, bytes) else content.encode()
    return take_file(engine, io.BytesIO(raw), "till.csv", Sender("anna", "page", NOW_MS, sites))


def stored(engine: Engine) -> list[DaySales]:
    with reading(engine) as conn:
        return by_day(conn, every_day(conn))


def counts(one: SalesImport) -> tuple[int, int, int]:
    return one.added, one.replaced, one.same


def test_hours_add_up_to_days(engine: Engine) -> None:
    made = send(
        engine,
        HEADING + "north,2026-03-02,9,10,100.50,EUR\nnorth,2026-03-02,10,20,50,EUR\n"
        "south,2026-03-02,9,5,8,EUR\n",
    )
    assert (made.shops, made.lines, *counts(made)) == (2, 3, 3, 0, 0)
    # two time zones, hence two slices
    assert sorted(stored(engine)) == [
        DaySales("2026-03-02", "EUR", 5, 800),
        DaySales("2026-03-02", "EUR", 30, 15050),
    ]


def test_the_same_file_twice_changes_nothing(engine: Engine) -> None:
    content = HEADING + "north,2026-03-02,9,10,100.50,EUR\nnorth,2026-03-01,,20,50,EUR\n"
    send(engine, content)
    before = stored(engine)
    assert counts(send(engine, content)) == (0, 0, 2)
    assert stored(engine) == before
    with reading(engine) as conn:
        assert len(newest_imports(conn, most=9)) == 1


def test_a_corrected_file_replaces_what_it_covers(engine: Engine) -> None:
    send(engine, HEADING + "north,2026-03-02,9,10,1,EUR\nnorth,2026-03-02,10,20,1,EUR\n")
    made = send(engine, HEADING + "north,2026-03-02,10,25,2,EUR\nnorth,2026-03-02,11,1,1,EUR\n")
    assert counts(made) == (1, 1, 0)
    assert stored(engine) == [DaySales("2026-03-02", "EUR", 36, 400)]


def test_a_days_total_replaces_its_hours_and_hours_the_total(engine: Engine) -> None:
    hours = HEADING + "north,2026-03-02,9,10,1,EUR\nnorth,2026-03-02,10,20,1,EUR\n"
    send(engine, hours)
    total = "shop,day,transactions\nnorth,2026-03-02,31\n"
    assert counts(send(engine, total)) == (0, 1, 0)
    assert stored(engine) == [DaySales("2026-03-02", None, 31, None)]
    assert counts(send(engine, total)) == (0, 0, 1)
    assert counts(send(engine, hours)) == (0, 2, 0)
    assert stored(engine) == [DaySales("2026-03-02", "EUR", 30, 200)]


def test_two_currencies_of_one_day_are_never_added(engine: Engine) -> None:
    send(engine, HEADING + "north,2026-03-02,9,10,1,EUR\n")
    send(engine, HEADING + "north,2026-03-02,10,10,1,USD\n")
    assert stored(engine) == [DaySales("2026-03-02", None, 20, None)]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffshop;day;transactions;turnover;currency\r\nnorth;02.03.2026;10;1.234,50;eur\r\n",
        'day\ttransactions\tshop\tturnover\tcurrency\n2026-03-02\t10\t"north"\t1234.5\tEUR\n\n',
    ],
)
def test_files_as_spreadsheets_write_them(engine: Engine, content: str) -> None:
    send(engine, content)
    assert stored(engine) == [DaySales("2026-03-02", "EUR", 10, 123450)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "lacks shop, day, transactions"),
        ("shop,day,transactions\n", "no sales in it"),
        ("shop,day,sum\nnorth,2026-03-02,4\n", "lacks transactions"),
        (b"shop,day,transactions\nnorth,2026-03-02,4\n\xff\xfe", "no text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text in UTF-8"),
        ('shop,day,transactions\nnorth,"2026-03-02,4\n', "no table"),
        ("shop,day,transactions\nnorth,2026-03-02,\0\n", "no table"),
        ("shop,day,transactions\nnorth," + "x" * 9999 + ",4\n", "no table"),
        ("<script>alert(1)</script>\n", "lacks shop"),
    ],
)
def test_what_is_no_sales_file_is_refused_in_a_sentence(
    engine: Engine, content: str | bytes, why: str
) -> None:
    with pytest.raises(SalesRefusedError, match=why):
        send(engine, content)
    assert stored(engine) == []


def test_one_wrong_line_keeps_all_out(engine: Engine) -> None:
    with pytest.raises(SalesRefusedError, match="1 line has a fault") as caught:
        send(engine, HEADING + "north,2026-03-02,9,10,1,EUR\nnorth,2026-03-04,9,10,1,EUR\n")
    assert caught.value.faults[0].line == 3
    assert "in the future" in caught.value.faults[0].text
    assert stored(engine) == []


def test_a_shop_that_one_may_not_see_is_no_shop(engine: Engine) -> None:
    with pytest.raises(SalesRefusedError) as caught:
        send(engine, "shop,day,transactions\nsouth,2026-03-02,4\n", sites=frozenset({1}))
    assert caught.value.faults[0].text == "there is no shop \u201csouth\u201d"


def test_the_list_of_imports_says_who_and_what(engine: Engine) -> None:
    send(engine, HEADING + "north,2026-03-02,9,10,1,EUR\n")
    with reading(engine) as conn:
        (one,) = newest_imports(conn, most=9)
    assert one == SalesImport(
        NOW_MS, "anna", "page", "till.csv", "2026-03-02", "2026-03-02", 1, 1, 1, 0, 0
    )


def test_a_stream_is_left_to_its_owner(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    path.write_text("shop,day,transactions\nnorth,2026-03-02,4\n")
    with path.open("rb") as stream:
        take_file(engine, stream, path.name, Sender("anna", "command", NOW_MS))
        assert not stream.closed
