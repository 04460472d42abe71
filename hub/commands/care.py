"""`otklik-hub backup`, `restore`: copies of the store, while everything runs."""

import argparse
from pathlib import Path
from typing import Final

from hub.parsing import Commands, add_json, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "backup": """\
examples:
  otklik-hub backup before-the-move.backup --settings hub.toml
      one copy, while ingest and pages go on
  otklik-hub backup --to /mnt/copies --keep 14 --settings hub.toml
      one more copy in a folder, named by the time; the newest 14 stay
  Nightly by itself: `backup.folder` in the settings.
""",
    "restore": """\
example:
  otklik-hub restore otklik-20260303T021500Z.backup --yes --settings hub.toml
      the store becomes what it was; devices send what came since once more,
      as long as they keep it (30 days unless set otherwise)
""",
}


def add_to(commands: Commands) -> None:
    """Add the commands."""
    one = leaf(
        commands, "backup", "write a copy of the store, while it is used", _EXAMPLES["backup"]
    )
    one.add_argument("file", metavar="BACKUP", nargs="?", type=Path, help="the new file")
    one.add_argument("--to", metavar="FOLDER", type=Path, help="or a folder, named by the time")
    one.add_argument("--keep", metavar="N", type=int, help="with --to: delete all but the newest N")
    add_json(one)
    one.set_defaults(run=_back_up)
    one = leaf(commands, "restore", "make the store equal to a backup", _EXAMPLES["restore"])
    one.add_argument("file", metavar="BACKUP", type=Path, help="a file made by `backup`")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one.set_defaults(run=_restore)


def _back_up(options: argparse.Namespace, settings: HubSettings) -> int:
    import msgspec

    from hub.commands.common import now_ms, opened
    from hub.store.care.backup import back_up, keep_newest

    _check_usage(options)
    target = options.file or options.to / _name(now_ms())
    with opened(settings) as engine:
        made = back_up(engine, target)
    gone = keep_newest(options.to, options.keep) if options.keep else []
    if options.json:
        print(msgspec.json.encode({**made._asdict(), "path": str(made.path)}).decode())
        return 0
    print(f"{made.path}: {made.size_bytes / 1e6:.1f} MB, read back and whole.")
    print(f"sha256 {made.sha256}")
    if gone:
        print(f"Older ones deleted: {', '.join(path.name for path in gone)}.")
    return 0


def _restore(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.common import confirmed, now_ms, opened, operator
    from hub.store import audit_log
    from hub.store.care.backup import restore
    from hub.store.engine import writing

    if not options.yes and not confirmed(
        f"Everything in the store is replaced by {options.file}. Go on?"
    ):
        print("Nothing was changed.")
        return 1
    with opened(settings) as engine:
        older = restore(engine, options.file)
        with writing(engine) as conn:
            audit_log.record(
                conn,
                who=operator(),
                what="store.restored",
                about=f"backup {options.file.name}",
                at_ms=now_ms(),
            )
    print(f"The store is what it was in {options.file}.")
    if older:
        print("Its tables were brought up to date.")
    print("Devices send what came since once more by themselves.")
    return 0


def _name(at_ms: int) -> str:
    from hub.store.care.nightly import backup_name

    return backup_name(at_ms)


def _check_usage(options: argparse.Namespace) -> None:
    from hub.store.care.errors import BackupError

    if bool(options.file) == bool(options.to):
        raise BackupError("Say where: one new file, or --to FOLDER.")
    if options.keep is not None and (not options.to or options.keep < 1):
        raise BackupError("--keep is a number of copies, 1 or more, and needs --to FOLDER.")
