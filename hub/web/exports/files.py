"""Which file was asked for, by the ending of the address."""

from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import NotImplemented as NotInstalled

from hub.figures.selection import Selection
from hub.serving import this_hub
from hub.web.exports.about import About, about
from hub.web.exports.csv_text import csv_bytes
from hub.web.exports.parquet import ParquetMissingError, parquet_bytes, parquet_is_here
from hub.web.exports.workbook import workbook_bytes
from hub.web.page import file_name
from hub.web.tables import Table
from hub.words import say

_CSV: Final = "csv"


class _Kind(NamedTuple):
    title: str
    mimetype: str
    make: Callable[[Table, About], bytes]


_KINDS: Final = {
    _CSV: _Kind("CSV", "text/csv", csv_bytes),
    "xlsx": _Kind(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook_bytes,
    ),
    "parquet": _Kind("Parquet", "application/vnd.apache.parquet", parquet_bytes),
}


def add_to(app: Flask) -> None:
    """Give every rule that ends in `.csv` its twins, and the templates what names them.

    To be called when all views are added.
    """
    for rule in list(app.url_map.iter_rules()):
        if rule.rule.endswith(f".{_CSV}"):
            for ending in _KINDS.keys() - {_CSV}:
                path = rule.rule.removesuffix(_CSV) + ending
                app.add_url_rule(path, rule.endpoint, methods=["GET"])
    app.jinja_env.globals.update(file_addresses=file_addresses)


def file_addresses(csv: str) -> list[tuple[str, str]]:
    """The kinds of file that a table can be had as: each one's name and its address.

    Args:
        csv: the address of the table as CSV, with or without a query.
    """
    parts = urlsplit(csv)
    stem = parts.path.removesuffix(_CSV)
    return [
        (kind.title, parts._replace(path=stem + ending).geturl())
        for ending, kind in _KINDS.items()
        if ending != "parquet" or parquet_is_here()
    ]


def table_file(table: Table, what: str, chosen: Selection | None = None) -> Response:
    """The table as the kind of file that the address of this request ends in.

    Args:
        table: with all its rows.
        what: names the table within the file's name, such as `footfall-days`.
        chosen: shops and days. None: the table has no such choice, such as a log.

    Raises:
        NotInstalled: Parquet was asked for, and its library is not here.
    """
    ending = request.path.rpartition(".")[2]
    kind = _KINDS[ending]
    name = file_name(what, chosen) if chosen else f"otklik-{what}"
    try:
        made = kind.make(table, about(table.caption, chosen, this_hub().now_ms()))
    except ParquetMissingError as error:
        raise NotInstalled(say(error)) from error
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(made, mimetype=kind.mimetype, headers=headers)
