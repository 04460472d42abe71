"""Backups of PostgreSQL, made and taken back by the server's own programs."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from hub.settings import StoreSettings
from hub.store.care.backup import back_up, restore
from hub.store.care.errors import BackupError
from hub.store.engine import make_engine, reading, writing
from hub.store.sites import add_site, list_sites
from tests.hub.store.test_postgresql import address, empty, settings, store  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(
    None in (shutil.which("pg_dump"), shutil.which("pg_restore")),
    reason="needs pg_dump and pg_restore: apt install postgresql-client",
)


def codes(engine: Engine) -> list[str]:
    with reading(engine) as conn:
        return [site.code for site in list_sites(conn)]


def test_a_store_comes_back_as_it_was(store: Engine, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    with writing(store) as conn:
        add_site(conn, "first", "First", "UTC")
    made = back_up(store, tmp_path / "one.backup")
    with writing(store) as conn:
        add_site(conn, "second", "Second", "UTC")
    assert not restore(store, made.path)
    assert codes(store) == ["first"]
    with writing(store) as conn:
        add_site(conn, "third", "Third", "UTC")
    assert codes(store) == ["first", "third"]


def test_what_the_address_asks_for_is_asked_of_backups_too(
    address: str,  # noqa: F811 - the fixture
    store: Engine,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    """A role that may read nothing, chosen by an option with a space and a quote in it."""
    with writing(store) as conn:
        conn.exec_driver_sql('DROP ROLE IF EXISTS "o\'nobody"')
        conn.exec_driver_sql('CREATE ROLE "o\'nobody"')
    url = make_url(address).update_query_dict({"options": "-c role=o'nobody"})
    engine = make_engine(StoreSettings(url=url.render_as_string(hide_password=False)))
    with pytest.raises(BackupError, match=r"pg_dump could not:.*permission denied"):
        back_up(engine, tmp_path / "one.backup")
    assert not list(tmp_path.iterdir())
    with writing(store) as conn:
        conn.exec_driver_sql('DROP ROLE "o\'nobody"')


def test_no_copy_goes_unprotected_where_the_address_forbids_it(
    address: str,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    """The test's server has no TLS."""
    engine = make_engine(StoreSettings(url=f"{address}?sslmode=require"))
    with pytest.raises(BackupError, match=r"pg_dump could not:.*SSL"):
        back_up(engine, tmp_path / "one.backup")
