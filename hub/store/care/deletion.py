"""The end of an organisation's time with a hub: nothing of it stays in the store."""

from sqlalchemy import Engine, MetaData, text

from hub.store import audit_log, sql_views
from hub.store.engine import sqlite_connection, writing
from hub.store.migrate import migrate


def delete_everything(engine: Engine, *, who: str, at_ms: int) -> None:
    """Take all tables away and make new ones, in one transaction each; then free the disk.

    The audit log goes as well: it names people. The new one begins with this deletion.

    Raises:
        StoreUnavailableError: the store took nothing; nothing was deleted.
    """
    with writing(engine) as conn:
        sql_views.drop_views(conn)
        if conn.dialect.name == "sqlite":
            # Freed pages would keep their contents until something else is written over them.
            conn.exec_driver_sql("PRAGMA secure_delete=ON")
            conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        found = MetaData()
        found.reflect(conn)
        found.drop_all(conn)
    migrate(engine)
    if engine.dialect.name == "sqlite":
        with sqlite_connection(engine) as raw:
            raw.execute("VACUUM").close()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    else:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM FULL"))
    with writing(engine) as conn:
        audit_log.record(conn, who=who, what="organisation.deleted", about="all", at_ms=at_ms)
