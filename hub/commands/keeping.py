"""`otklik-hub retention`, `export-org`, `delete-org`: what stays, what leaves, what goes."""

import argparse
import sys
from pathlib import Path
from typing import Final

from hub.parsing import Commands, add_json, leaf
from hub.settings import HubSettings
from wire.errors import EXIT_FAILURE, EXIT_USAGE

_EXAMPLES: Final = {
    "retention": """\
examples:
  otklik-hub retention --dry-run --settings hub.toml
      what would go by `retention.press_months` of the settings
  otklik-hub retention --months 24 --dry-run --settings hub.toml
      or with another number of months
  The hub does this by itself each hour where the setting is not 0.
""",
    "export-org": """\
example:
  otklik-hub export-org everything.zip --settings hub.toml
      every table as CSV, with a page that says what is in it; no passwords and no tokens
""",
    "delete-org": """\
example:
  otklik-hub delete-org --yes-delete-everything --settings hub.toml
      people, shops, devices, events, figures, audit log: the store is as on its first day.
      Backups lie elsewhere and stay: delete them as well. Stop the hub's services first.
""",
}


def add_to(commands: Commands) -> None:
    """Add the commands."""
    one = leaf(commands, "retention", "forget single presses of old months", _EXAMPLES["retention"])
    one.add_argument("--months", type=int, metavar="N", help="whole months to keep, 1 or more")
    one.add_argument("--dry-run", action="store_true", help="say what would go, change nothing")
    add_json(one)
    one.set_defaults(run=_retention)
    one = leaf(commands, "export-org", "write all that is stored", _EXAMPLES["export-org"])
    one.add_argument("file", metavar="ZIP", type=Path, help="the new file")
    one.set_defaults(run=_export)
    one = leaf(commands, "delete-org", "delete all that is stored", _EXAMPLES["delete-org"])
    one.add_argument("--yes-delete-everything", action="store_true", help="say that you mean it")
    one.set_defaults(run=_delete)


def _retention(options: argparse.Namespace, settings: HubSettings) -> int:
    import msgspec

    from hub.commands.common import now_ms, opened, operator
    from hub.store.care.retention import forget, plan

    months = options.months if options.months is not None else settings.retention.press_months
    if months < 1:
        print(
            "Nothing is to go: `retention.press_months` is 0. Say --months N, 1 or more.",
            file=sys.stderr,
        )
        return EXIT_USAGE
    with opened(settings) as engine:
        if options.dry_run:
            found = plan(engine, months, now_ms())
        else:
            found = forget(engine, months, now_ms(), who=operator(), alive=lambda: None)
    if options.json:
        print(msgspec.json.encode([one._asdict() for one in found]).decode())
        return 0
    verb = "would go" if options.dry_run else "went; their sums stay"
    for one in found:
        print(f"{one.site}: {one.presses:,} presses before {one.first_day} {verb}.")
    if not found:
        print(f"No press is older than {months} whole months.")
    return 0


def _export(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.common import now_ms, opened, operator
    from hub.store import audit_log
    from hub.store.care.export import export
    from hub.store.engine import writing

    with opened(settings) as engine:
        with writing(engine) as conn:
            audit_log.record(
                conn, who=operator(), what="organisation.exported", about="all", at_ms=now_ms()
            )
        done = export(engine, options.file, now_ms(), tell=_tell)
    print(f"{options.file}: {done.rows:,} rows of {done.tables} tables.")
    return 0


def _tell(table: str, rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{table}: {rows:,} rows", end="", file=sys.stderr, flush=True)


def _delete(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.common import now_ms, opened, operator
    from hub.store.care.deletion import delete_everything

    if not options.yes_delete_everything:
        print(
            "Nothing was deleted. To delete all people, shops, events and figures, say "
            "--yes-delete-everything; `otklik-hub export-org` before that keeps a copy.",
            file=sys.stderr,
        )
        return EXIT_FAILURE
    with opened(settings) as engine:
        delete_everything(engine, who=operator(), at_ms=now_ms())
    print("Everything is deleted. Backups and exports lie elsewhere: look for them as well.")
    return 0
