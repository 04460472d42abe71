"""`otklik-vision models ...`: what it does and prints."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import DownloadColumn, Progress

from edge_vision.models.catalogue import catalogue, find
from edge_vision.models.store import import_from, pull, state_of
from wire.errors import EXIT_FAILURE


def models_command(options: argparse.Namespace, folder: Path) -> int:
    """Run one of `list`, `pull`, `import`, `verify`; returns the exit code.

    Raises:
        ModelError: an unknown name, a file that is not what it should be, no network.
    """
    actions = {"list": _list, "pull": _pull, "import": _import, "verify": _verify}
    return actions[options.action](options, folder)


def _list(options: argparse.Namespace, folder: Path) -> int:
    rows = [
        {**msgspec.structs.asdict(model), "state": state_of(folder, model)} for model in catalogue()
    ]
    if options.json:
        _say(msgspec.json.encode(rows).decode())
        return 0
    _say(f"models in {folder}:")
    for row in rows:
        size = f"{row['size_bytes'] / 1e6:.1f} MB"
        _say(f"  {row['state']:8} {row['name']:28} {size:>7}  {row['licence']:11} {row['task']}")
        _say(f"           accuracy: {row['accuracy']}")
    return 0


def _pull(options: argparse.Namespace, folder: Path) -> int:
    models = [find(name) for name in options.names]
    for model in models:
        if state_of(folder, model) == "ready":
            path = folder / model.file
        else:
            with _progress(model.name) as progress:
                path = pull(folder, model, progress)
        _report(options, model.name, "ready", str(path))
    return 0


def _import(options: argparse.Namespace, folder: Path) -> int:
    for model in import_from(options.origin, folder, catalogue()):
        _report(options, model.name, "ready", str(folder / model.file))
    return 0


def _verify(options: argparse.Namespace, folder: Path) -> int:
    states = {model.name: state_of(folder, model) for model in catalogue()}
    for name, state in states.items():
        if state != "absent":
            _report(options, name, state, str(folder))
    if all(state == "absent" for state in states.values()):
        _say(f"{folder} holds no known model.")
    return EXIT_FAILURE if "damaged" in states.values() else 0


def _report(options: argparse.Namespace, name: str, state: str, where: str) -> None:
    if options.json:
        _say(msgspec.json.encode({"name": name, "state": state, "where": where}).decode())
    else:
        _say(f"{state:8} {name}  {where}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr where somebody watches; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _done, _all: None
        return
    with Progress(*Progress.get_default_columns(), DownloadColumn(), console=console) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, everything: bar.update(task, completed=done, total=everything)
