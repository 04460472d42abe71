"""`otklik-hub sales import`: what tills took, from a file."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import IO, Final

import msgspec

from hub.parsing import Commands, add_json, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = """\
examples:
  otklik-hub sales import till.csv --settings hub.toml
      the same file twice changes nothing; one wrong line, and nothing is taken
  otklik-hub sales import till.csv --settings hub.toml --json
      {"first_day": "2026-03-01", "added": 310, "replaced": 2, "same": 0, ...}

The first line names the columns: shop, day, transactions; and, where the till
tells them, hour, and turnover with currency.
"""


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    sales = group(commands, "sales", "what tills took")
    made = leaf(sales, "sales import", "take in a file of sales", _EXAMPLES)
    made.add_argument("file", metavar="FILE", type=Path, help="CSV in UTF-8")
    add_json(made)
    made.set_defaults(run=_import)


def _import(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.sales.reading import SalesRefusedError
    from hub.sales.taking import Sender, take_file
    from hub.store.migrate import open_store
    from wire.clock import SystemClock

    now_ms = round(SystemClock().now().wall.timestamp() * 1000)
    sender = Sender(f"command ({getpass.getuser()})", "command", now_ms)
    with _opened(options.file) as stream:
        engine = open_store(settings.store)
        try:
            done = take_file(engine, stream, options.file.name, sender)
        except SalesRefusedError as error:
            for fault in error.faults:
                print(f"line {fault.line}: {fault.text}", file=sys.stderr)
            raise
        finally:
            engine.dispose()
    if options.json:
        print(msgspec.json.encode(done._asdict()).decode())
    else:
        print(f"Taken: {done.added} new, {done.replaced} replaced, {done.same} known already.")
    return 0


def _opened(file: Path) -> IO[bytes]:
    from hub.sales.reading import MAX_FILE_BYTES, SalesRefusedError

    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise SalesRefusedError(
                f"{file} is larger than {MAX_FILE_BYTES // 1024**2} MB. Cut it into years or shops "
                "and take in the parts."
            )
        return file.open("rb")
    except OSError as error:
        raise SalesRefusedError(f"The file cannot be read ({error}).") from error
