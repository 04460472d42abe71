"""What `otklik-hub release` does."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from hub.commands.common import now_ms, opened, operator, show
from hub.errors import ReleaseError
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.rollouts import rollouts
from hub.updates.acting import Actor, resume_release, start_release, stop_release
from hub.updates.repository import held, take
from wire.safe_file import put_file
from wire.settings import read_secret, state_path
from wire.signing import make_key, public_key

_MOST: Final = 100


class _Line(NamedTuple):
    version: str
    machines: list[str]
    state: str
    stage: int | None
    begun_ms: int | None
    why: str | None


def run(options: argparse.Namespace, settings: HubSettings) -> int:
    """Do it.

    Raises:
        ReleaseError: it cannot be done; the text says why.
        SecretError: the key cannot be read.
    """
    action = str(options.words).removeprefix("release ")
    if action == "key":
        return _key(options.new, settings)
    if action == "take":
        return _take(options.folder, settings)
    if action == "list":
        return _list(settings, as_json=options.json)
    actor = Actor(operator(), now_ms())
    with opened(settings) as engine, writing(engine) as conn:
        if action == "start":
            start_release(conn, settings, options.version, actor)
        elif action == "stop":
            stop_release(conn, actor)
        else:
            resume_release(conn, actor)
    return 0


def _key(new: Path | None, settings: HubSettings) -> int:
    if new is not None:
        if new.exists():
            raise ReleaseError(f"{new} is there already; releases name its key. Take another file.")
        put_file(new, make_key(), 0o600)
    named = str(new.absolute()) if new else settings.updates.key_file
    if not named:
        raise ReleaseError("`updates.key_file` names no key; make one with --new FILE.")
    print(public_key(read_secret(named).reveal()))
    return 0


def _take(folder: Path, settings: HubSettings) -> int:
    if not settings.updates.key_file:
        raise ReleaseError("`updates.key_file` names no key: `otklik-hub release key --new FILE`.")
    key = read_secret(settings.updates.key_file)
    here = take(folder, state_path(settings.updates.folder), key, datetime.now(UTC))
    for version, machines in here.versions.items():
        print(f"{version:12} {', '.join(machines)}")
    print(f"good until {here.releases_end:%Y-%m-%d}")
    return 0


def _list(settings: HubSettings, *, as_json: bool) -> int:
    here = held(state_path(settings.updates.folder))
    with opened(settings) as engine, reading(engine) as conn:
        known = {one.version: one for one in reversed(rollouts(conn, most=_MOST))}
    lines = []
    for version, machines in (here.versions if here else {}).items():
        one = known.get(version)
        given = (one.state, one.stage, one.begun_ms, one.why) if one else ("here", None, None, None)
        lines.append(_Line(version, machines, *given))
    show(lines, _Line._fields, as_json=as_json)
    return 0
