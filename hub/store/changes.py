"""Whether anything was written since one last looked: what live pages ask many times a second."""

from sqlalchemy import Connection, text

from hub.store.engine import changes_of_others


def change_mark(conn: Connection) -> object:
    """A value that differs from the last one when somebody has written.

    Compare only marks of one connection, each taken in a transaction of its own. Costs about as
    much as an empty query, whatever the size of the store.
    """
    mark = changes_of_others(conn)
    if mark is not None:
        return mark
    # PostgreSQL: the next transaction number, which every writer moves.
    return conn.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar_one()
