"""Writing many rows at once: statements compiled once, rows as plain tuples.

SQLAlchemy's own way takes a dictionary for each row and looks at every value; at a roll-up's
fifteen columns that costs more than SQLite does. Here is also the only SQL that differs between
SQLite and PostgreSQL.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, func, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.dml import Insert, Update

Rows = Sequence[tuple[Any, ...]]

_KEY: Final = "key_"


def append(conn: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; each holds a value for every column, in the table's order.

    Raises:
        sqlalchemy.exc.IntegrityError: a row is there already.
    """
    if rows:
        conn.exec_driver_sql(_append_sql(conn.dialect.name, table), list(rows))


def add(conn: Connection, table: Table, rows: Rows, *, greatest: str = "", least: str = "") -> None:
    """Add to sums: where a row of the same key is there, its other columns grow by the new ones.

    Args:
        conn: in a write transaction.
        table: the sums.
        rows: a value for every column, in the table's order.
        greatest: a column that is no sum: the greater of the two stays.
        least: the same, and the lesser stays.
    """
    if rows:
        conn.exec_driver_sql(_add_sql(conn.dialect.name, table, greatest, least), list(rows))


def change(conn: Connection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Set some columns of rows known by `id`; each tuple holds the values, and then the id."""
    if rows:
        conn.exec_driver_sql(_change_sql(conn.dialect.name, table, columns), list(rows))


def ensure(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, except those that somebody else inserted first. For small numbers."""
    if rows:
        conn.execute(_dialect_insert(conn.dialect.name, table).on_conflict_do_nothing(), rows)


@cache
def _append_sql(dialect: str, table: Table) -> str:
    return _positional(dialect, insert(table), [column.name for column in table.columns])


@cache
def _add_sql(dialect: str, table: Table, greatest: str, least: str) -> str:
    statement = _dialect_insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    sums = {
        column.name: column + statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    # SQLite's names for them when they have two arguments are `max` and `min`.
    theirs = dialect == "postgresql"
    if greatest:
        greater = func.greatest if theirs else func.max
        sums[greatest] = greater(table.c[greatest], statement.excluded[greatest])
    if least:
        lesser = func.least if theirs else func.min
        sums[least] = lesser(table.c[least], statement.excluded[least])
    adding = statement.on_conflict_do_update(index_elements=keys, set_=sums)
    return _positional(dialect, adding, [column.name for column in table.columns])


@cache
def _change_sql(dialect: str, table: Table, columns: tuple[str, ...]) -> str:
    statement = (
        update(table)
        .where(table.c.id == bindparam(_KEY))
        .ordered_values(*((table.c[name], bindparam(name)) for name in columns))
    )
    return _positional(dialect, statement, [*columns, _KEY])


def _dialect_insert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT. The two have no common type in SQLAlchemy."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _positional(dialect: str, statement: Insert | Update, order: list[str]) -> str:
    style: Dialect = (
        postgresql.psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # theirs
        if dialect == "postgresql"
        else sqlite.dialect(paramstyle="qmark")
    )
    compiled = statement.compile(dialect=style)
    # What a row's tuple promises; a mix-up here would put numbers into wrong columns.
    if list(compiled.positiontup or ()) != order:
        raise AssertionError(f"{compiled.positiontup} is not {order}")
    return str(compiled)
