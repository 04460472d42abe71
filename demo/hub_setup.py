"""Gets the demo's hub ready in one go: tables, shops, a user, the sample history.

An operator does the first three with `otklik-hub migrate`, `site add` and `user add`; this calls
what those commands call, in one process, because each start of Python takes a Pi a second or more.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from hub.sample.days import SHOPS
from hub.sample.feed import add_history
from hub.settings import HubSettings
from hub.store.engine import writing
from hub.store.migrate import open_store
from hub.store.people import add_user
from hub.store.sites import add_site
from wire.settings import load


def set_up(
    engine: Engine, settings: HubSettings, *, user: str, password: str, now: datetime, seed: int
) -> int:
    """Fill an empty store; returns the number of sample events.

    Args:
        engine: a migrated store.
        settings: of the hub.
        user: who may sign in.
        password: 12 characters or more.
        now: the sample history ends here; aware.
        seed: the same seed, the same history.
    """
    with writing(engine) as conn:
        add_user(conn, user, password, round(now.timestamp() * 1000))
        for shop in SHOPS:
            add_site(conn, shop.code, shop.name, shop.timezone)
    return add_history(engine, settings, now=now, seed=seed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--settings", type=Path, required=True, help="the hub's TOML file")
    parser.add_argument("--user", required=True, help="who may sign in")
    parser.add_argument("--password-file", type=Path, required=True, help="with that password")
    parser.add_argument("--seed", type=int, default=7, help="the same seed, the same history")
    options = parser.parse_args(arguments)
    settings = load(HubSettings, options.settings)
    engine = open_store(settings.store)
    try:
        total = set_up(
            engine,
            settings,
            user=options.user,
            password=options.password_file.read_text(encoding="utf-8"),
            now=datetime.now(UTC),
            seed=options.seed,
        )
    finally:
        engine.dispose()
    sys.stdout.write(f"{total} events of sample data stored\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
