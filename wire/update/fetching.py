"""`otklik-update fetch`: looks what is wanted, and brings it. Talks to the network, has no rights.

What it writes is checked once more by who installs it, so a fault here can waste a download and
nothing else.
"""

import shutil
from typing import Final, Literal

from tuf.ngclient import FetcherInterface

from wire.safe_file import put_file
from wire.update.errors import AwayError, UpdateError
from wire.update.journal import next_step, room_needed
from wire.update.machine import Kind
from wire.update.marks import device_mark
from wire.update.places import Places
from wire.update.release import URL_PATH, Release, file_path, manifest_path
from wire.update.settings import UpdateSettings
from wire.update.told import Fetched, note_fetched
from wire.update.trust import Trust

READY: Final = "ready"
"""This file in the spool starts `otklik-update apply` (systemd/otklik-update.path)."""
_PUBLIC: Final = 0o644


def fetch(
    settings: UpdateSettings, root: bytes, places: Places, kind: Kind, fetcher: FetcherInterface
) -> Fetched:
    """Look once, bring what is wanted, and remember how it went.

    Args:
        settings: of this device.
        root: the root of trust of the card.
        places: of this device.
        kind: of machine.
        fetcher: the way to the hub.

    Raises:
        OSError: the disk takes nothing.
    """
    spool = places.spool
    try:
        trust = Trust(spool / "metadata", f"{settings.hub.url}{URL_PATH}", fetcher, root)
        wanted = trust.wanted()
        mark = device_mark(settings.device.site, settings.device.name)
        step = next_step(places.running(), places.journal().failed, wanted, mark)
        if step.do == "get":
            note_fetched(places, Fetched(state="getting", version=step.version))
            done = _get(settings, places, kind, trust, step.version)
        else:
            for name in ("targets", "partial"):
                shutil.rmtree(spool / name, ignore_errors=True)
            state: Literal["", "refused"] = "refused" if step.do == "refuse" else ""
            done = Fetched(state=state, version=step.version, why=step.why)
    except AwayError as error:
        done = Fetched(state="away", why=str(error))
    except UpdateError as error:
        done = Fetched(state="refused", why=str(error))
    note_fetched(places, done)
    return done


def _get(
    settings: UpdateSettings, places: Places, kind: Kind, trust: Trust, version: str
) -> Fetched:
    """Bring a release; when it is whole, say so to who installs."""
    targets = places.spool / "targets"
    scratch = targets / manifest_path(version, kind.arch, kind.python)
    try:
        release = trust.release(version, kind.arch, kind.python, scratch)
        _check_room(places, release, settings)
        for path in release.paths(settings.role):
            trust.bring(release, path, targets / file_path(path, release.files[path].sha256))
    except AwayError:
        raise
    except UpdateError as error:
        return Fetched(state="refused", version=version, why=str(error))
    for each in places.spool.rglob("*.json"):
        each.chmod(_PUBLIC)  # the framework's client makes them private
    put_file(places.spool / READY, f"{version}\n".encode(), _PUBLIC)
    return Fetched(state="ready", version=version)


def _check_room(places: Places, release: Release, settings: UpdateSettings) -> None:
    if settings.role not in release.roles:
        raise UpdateError(f"{release.version} was not collected for a {settings.role}.")
    free, needed = places.free_bytes(), room_needed(release, settings.role)
    if free < needed:
        raise UpdateError(
            f"{release.version} needs {needed // 1_000_000} MB free on the card, and there are "
            f"{free // 1_000_000}: take a larger card."
        )
