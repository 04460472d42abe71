"""`otklik-hub seed`: sample data, marked as such on every page that shows it."""

import argparse
from typing import Final

from hub.parsing import Commands, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = """\
examples:
  otklik-hub seed --settings hub.toml
      three shops that never were, with 60 days of presses, visitors, zones, expressions and
      sales, and with visits, a bonus card, a note, a task, a poster and an experiment
  otklik-hub seed --days 400 --settings hub.toml
      a longer past, for forecasts
  otklik-hub seed --remove --settings hub.toml
      takes all of it away again; real devices are not touched
"""
_MOST_DAYS: Final = 800


def add_to(commands: Commands) -> None:
    """Add the command."""
    one = leaf(commands, "seed", "fill the hub with sample data, marked", _EXAMPLES)
    one.add_argument("--days", type=_days, default=60, metavar="N", help="1 to 800 days (60)")
    one.add_argument("--seed", type=int, default=7, metavar="N", help="same seed, same data")
    one.add_argument("--remove", action="store_true", help="take the sample data away")
    one.set_defaults(run=_seed)


def _seed(options: argparse.Namespace, settings: HubSettings) -> int:
    from datetime import UTC, datetime

    from hub.commands.common import now_ms, opened, operator
    from hub.sample.feed import seed_store
    from hub.store import audit_log
    from hub.store.care.sample import remove_sample
    from hub.store.engine import writing

    with opened(settings) as engine:
        if options.remove:
            with writing(engine) as conn:
                gone = remove_sample(conn)
                audit_log.record(
                    conn, who=operator(), what="sample.removed", about="all", at_ms=now_ms()
                )
            print(f"The sample data of {gone} devices is gone.")
            return 0
        print(f"Making {options.days} days of three shops ...", flush=True)
        now = datetime.now(UTC)
        stored = seed_store(engine, settings, now=now, seed=options.seed, days=options.days)
        with writing(engine) as conn:
            audit_log.record(conn, who=operator(), what="sample.added", about="all", at_ms=now_ms())
    print(f"{stored:,} events of sample data are stored, and marked on every page.")
    return 0


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days, 1 to {_MOST_DAYS}")
    return int(text)
