"""Parquet files: the only importer of pyarrow, which is an extra: it is larger than the hub."""

import importlib.util
import io
import json
from datetime import date
from typing import Any, Final

from hub.domain.text import text
from hub.errors import HubError
from hub.web.exports.about import About
from hub.web.exports.flat import Holds, Plain, plain_columns, plain_rows
from hub.web.tables import Table

_TYPES: Final[dict[Holds, str]] = {
    "text": "string",
    "day": "date32",
    "whole": "int64",
    "decimal": "float64",
    "money": "float64",
    "percent": "float64",
}


_DAY: Final = len("2026-03-01")


class ParquetMissingError(HubError, RuntimeError):
    """The library that writes Parquet is not installed. The text says how to get it."""


def parquet_is_here() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def parquet_bytes(table: Table, about: About) -> bytes:
    """The table as typed columns; what it is about stands in the metadata, under `otklik`.

    Raises:
        ParquetMissingError: the extra is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ModuleNotFoundError as error:
        raise ParquetMissingError(
            text(
                "Parquet files need a library that this hub does not have: "
                "pip install 'otklik[parquet]'. CSV and Excel files work without it."
            )
        ) from error
    columns = plain_columns(table)
    by_column = list(zip(*plain_rows(table), strict=True)) or [()] * len(columns)
    kinds = [_kind(column.holds, values) for column, values in zip(columns, by_column, strict=True)]
    arrays = [
        pa.array(_typed(values, holds), type=getattr(pa, _TYPES[holds])())
        for values, holds in zip(by_column, kinds, strict=True)
    ]
    made = pa.table(arrays, names=[column.title for column in columns])
    made = made.replace_schema_metadata({"otklik": json.dumps(dict(about), ensure_ascii=False)})
    file = io.BytesIO()
    parquet.write_table(made, file)
    return file.getvalue()


def _kind(holds: Holds, values: tuple[Plain, ...]) -> Holds:
    """Over long spans the page counts by month: `2026-03` is no day, and stays text."""
    months = holds == "day" and any(len(str(value)) != _DAY for value in values if value)
    return "text" if months else holds


def _typed(values: tuple[Plain, ...], holds: Holds) -> list[Any]:
    if holds == "day":
        return [value and date.fromisoformat(str(value)) for value in values]
    if holds == "whole":
        return [None if value is None else round(float(value)) for value in values]
    return list(values)
