"""Bringing the store's tables up to date. Safe to run by several processes at once.

To write a new migration: change `schema.py`, then
`python -c "from hub.store.migrate import draft; draft('what changes')"`, and read what came out.
"""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from hub.errors import StoreError
from hub.settings import StoreSettings
from hub.store import sql_views
from hub.store.engine import lock_for_migration, make_engine, reading, writing


def open_store(settings: StoreSettings) -> Engine:
    """The store, with its tables up to date.

    Raises:
        StoreError: it cannot be opened, or a newer Otklik wrote it.
    """
    engine = make_engine(settings)
    try:
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> bool:
    """Bring the tables up to date in one transaction. False: they were.

    Raises:
        StoreError: a newer Otklik wrote this store.
        StoreUnavailableError: the store took nothing.
    """
    # Most starts find nothing to do, and a write lock would have to wait for a busy ingest.
    if not pending(engine):
        return False
    with writing(engine) as connection:
        lock_for_migration(connection)
        sql_views.drop_views(connection)  # tables that a view names cannot be changed
        command.upgrade(_config(connection), "head")
        sql_views.make_views(connection)
    return True


def pending(engine: Engine) -> bool:
    """Whether the tables are older than this program.

    Raises:
        StoreError: a newer Otklik wrote this store.
    """
    scripts = ScriptDirectory.from_config(_config())
    with reading(engine) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"The store's tables are of version {current}, which this Otklik does not know: "
            "install the newer version again, or restore the backup made before it."
        )
    return current != scripts.get_current_head()


def known_revision(revision: str) -> bool:
    """Whether this program knows tables of that version."""
    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def draft(message: str) -> None:
    """Write the draft of a migration from the last one to `schema.py` (for developers)."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(StoreSettings(path=str(Path(folder) / "draft.sqlite")))
        with writing(engine) as connection:
            command.revision(_config(connection), message, autogenerate=True)
        engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # A `%` in the path would be read as interpolation.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
