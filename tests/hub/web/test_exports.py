"""Tables as files: the same numbers in each kind, typed, and never a formula."""

import csv
import io
import json
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.dwell import Between
from hub.domain.score import Estimate
from hub.web.exports import files, parquet
from hub.web.exports.about import about
from hub.web.exports.csv_text import csv_bytes
from hub.web.exports.parquet import parquet_bytes
from hub.web.exports.workbook import workbook_bytes
from hub.web.tables import Column, Faint, Table
from tests.hub.web.actors import Actor
from tests.hub.web.books import Books, ms

RISKY = ["=1+1", "+A1", "-2", "@SUM(A1)", "\tx", "http://x.example", "<script>", "007", "🙂", "ע"]
TABLE = Table(
    "Everything",
    [
        Column("Name"),
        Column("Day", "day"),
        Column("Count", "count"),
        Column("Share", "share"),
        Column("Wait", "between"),
        Column("Stay", "seconds"),
    ],
    [
        (text, "2026-03-03", 7, Estimate(0.5, 0.4, 0.6, 50, False), Between(30, 60), Faint(4.5))
        for text in RISKY
    ]
    + [("none", "2026-03-04", None, None, None, float("nan"))],
)
PLAIN = ["2026-03-03", 7, 0.5, 0.4, 0.6, 30, 60, 4.5]


def sheet(data: bytes, number: int) -> list[list[tuple[str, Any]]]:
    """A sheet's cells as (reference, value), read without the library that wrote it."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - ours
        shared: list[str] = []
        if "xl/sharedStrings.xml" in book.namelist():
            strings = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - ours
            shared = ["".join(one.itertext()) for one in strings]
    assert not tree.findall(".//m:f", space), "a formula"
    assert not tree.findall(".//m:hyperlink", space), "a link"
    rows = []
    for row in tree.findall(".//m:row", space):
        cells = []
        for cell in row.findall("m:c", space):
            text = "".join(cell.itertext())
            kind = cell.get("t")
            if kind == "s":
                text = shared[int(text)]
            if text or kind:
                value = text if kind in {"s", "inlineStr"} else float(text)
                cells.append((str(cell.get("r")), value))
        rows.append(cells)
    return rows


def test_a_workbook_has_typed_cells_and_no_formula() -> None:
    data = workbook_bytes(TABLE, about("Everything", None, 0))
    rows = sheet(data, 1)
    assert [value for _, value in rows[0]][3:6] == ["Share", "Share (low)", "Share (high)"]
    excel_day = (date(2026, 3, 3) - date(1899, 12, 30)).days
    for text, row in zip(RISKY, rows[1:], strict=False):
        assert [value for _, value in row] == [text, excel_day, *PLAIN[1:]]
    assert [where for where, _ in rows[-1]] == ["A12", "B12"]
    assert dict(tuple(value for _, value in row) for row in sheet(data, 2))["Table"] == "Everything"


def test_parquet_has_typed_columns_and_says_what_it_is_about() -> None:
    made = pyarrow.parquet.read_table(
        io.BytesIO(parquet_bytes(TABLE, about("Everything", None, 0)))
    )
    types = {
        name: str(kind) for name, kind in zip(made.schema.names, made.schema.types, strict=True)
    }
    assert types["Name"] == "string"
    assert types["Day"] == "date32[day]"
    assert types["Count"] == types["Wait (over s)"] == "int64"
    assert types["Share (low)"] == types["Stay (s)"] == "double"
    first, *_, last = made.to_pylist()
    assert list(first.values()) == [RISKY[0], date(2026, 3, 3), *PLAIN[1:]]
    assert list(last.values()) == ["none", date(2026, 3, 4), *[None] * 7]
    assert json.loads(made.schema.metadata[b"otklik"])["Table"] == "Everything"


def test_csv_keeps_spreadsheets_from_running_names() -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes(TABLE, []).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:6]] == ["'=1+1", "'+A1", "'-2", "'@SUM(A1)", "'\tx"]
    assert rows[1][1:] == [str(value) for value in PLAIN]
    assert rows[-1][2:] == [""] * 7


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.text(), st.none() | st.integers(-(2**53), 2**53), st.none() | st.floats())
    )
)
def test_any_text_and_number_can_be_written(rows: list[tuple[Any, ...]]) -> None:
    table = Table("T", [Column("a"), Column("b", "count"), Column("c", "decimal")], rows)
    for make in (csv_bytes, workbook_bytes):
        assert make(table, [])


def test_an_empty_table_is_a_file_with_its_columns() -> None:
    table = Table("T", [Column("a"), Column("b", "share")], [])
    assert sheet(workbook_bytes(table, []), 1)[0][-1] == ("D1", "b (high)")
    made = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(table, [])))
    assert (made.num_rows, len(made.schema)) == (0, 4)


def test_every_table_of_every_page_comes_as_every_kind(books: Books, anna: Actor) -> None:
    """The rules of the application itself say which tables there are."""
    kiosk = books.device(books.site("a", "=A()", "UTC"), "k", "kiosk")
    books.press(kiosk, [(ms("2026-03-03T10:00:00"), 1)] * 40)
    for path in ("/satisfaction/days", "/satisfaction/kiosks", "/footfall/hours", "/compare/shops"):
        told = list(csv.reader(io.StringIO(anna.get(f"{path}.csv").text.lstrip("\ufeff"))))
        book = anna.get(f"{path}.xlsx")
        assert book.headers["Content-Disposition"].endswith('.xlsx"')
        assert [value for _, value in sheet(book.data, 1)[0]] == told[0]
        made = pyarrow.parquet.read_table(io.BytesIO(anna.get(f"{path}.parquet").data))
        assert made.schema.names == told[0]
        assert made.num_rows == len(told) - 1
    rows = anna.get("/satisfaction/kiosks.xlsx?period=today&site=a&play=without")
    assert sheet(rows.data, 1)[1][0] == ("A2", "=A()")
    assert dict(tuple(v for _, v in row) for row in sheet(rows.data, 2)) | {
        "Shops": "=A()",
        "Days": "2026-03-03 to 2026-03-03",
        "Presses that look like play": "left out",
        "Made": "2026-03-03 12:00 UTC",
    } == dict(tuple(v for _, v in row) for row in sheet(rows.data, 2))


def test_months_stay_what_they_are_called() -> None:
    table = Table(
        "T", [Column("Day", "day"), Column("n", "count")], [("2026-03", 1), ("2026-04", 2)]
    )
    made = pyarrow.parquet.read_table(io.BytesIO(parquet_bytes(table, [])))
    assert made.to_pylist() == [{"Day": "2026-03", "n": 1}, {"Day": "2026-04", "n": 2}]
    assert [value for _, value in sheet(workbook_bytes(table, []), 1)[1]] == ["2026-03", 1]


def test_a_page_offers_each_kind(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(ms("2026-03-03T10:00:00"), 1)])
    html = anna.get("/satisfaction?site=a&period=7d").text
    for ending in ("csv", "xlsx", "parquet"):
        assert f'href="/satisfaction/days.{ending}?site=a&amp;period=7d" download' in html


def test_without_its_library_parquet_is_refused_with_the_cure(
    anna: Actor, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> bytes:
        raise parquet.ParquetMissingError("pip install 'otklik[parquet]'")

    kind = files._KINDS["parquet"]._replace(make=missing)
    monkeypatch.setitem(files._KINDS, "parquet", kind)
    answer = anna.get("/satisfaction/days.parquet")
    assert answer.status_code == 501
    assert "pip install" in answer.text
