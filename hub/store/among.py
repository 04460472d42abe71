"""Asking for rows of many shops in words that are the same for any number of them.

An IN list has a place for each value: with 200 shops each query is put together, parsed and planned
anew. One value that holds all of them leaves the words as they are.
"""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Integer, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.schema import Column


def among(conn: Connection, column: Column[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a column holds one of these numbers."""
    if conn.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(ids), ARRAY(Integer)))
    listed = func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(select(listed.c.value))
