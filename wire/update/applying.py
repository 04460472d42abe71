"""`otklik-update apply` and `boot`: installs beside, tries, keeps or goes back. Root, no network.

The order of the steps is explained in `journal`; each may be the last before a power cut, and
`settle` makes good for all of them. tests/wire/update cuts at every one.
"""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wire.update.errors import InstallError, UpdateError
from wire.update.fetchers import FOLDER_URL, FolderFetcher
from wire.update.health import Seen, verdict
from wire.update.install import Run, check_itself, install
from wire.update.journal import (
    Journal,
    confirmed,
    cut_short,
    failed,
    next_step,
    on_trial,
    room_needed,
)
from wire.update.machine import Kind, Systemd
from wire.update.marks import device_mark
from wire.update.places import Places
from wire.update.release import Release, Role
from wire.update.settings import UpdateSettings
from wire.update.trust import Trust

_log = logging.getLogger("otklik.update")
_LOOK_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Hands:
    """All that an update touches beside its folders.

    `now`: seconds that only grow. `rest`: waits so many seconds.
    """

    systemd: Systemd
    run: Run
    now: Callable[[], float]
    rest: Callable[[float], object]


def settle(places: Places, systemd: Systemd, role: Role) -> Journal:
    """Make good for a power cut: nothing runs afterwards that was not seen healthy.

    Args:
        places: of this device.
        systemd: its services.
        role: of this device.

    Raises:
        UpdateError: this device's software did not come from a card.
        OSError: the disk takes nothing.
    """
    journal = places.journal()
    if version := journal.trial:
        places.point("venv", journal.good)
        # Not only after a power cut: when the watcher ended itself, services run on trial still.
        _run_again(systemd, role)
        journal = cut_short(journal)
        places.remember(journal)
        _log.warning("%s", journal.failed[version].why)
    elif journal.good != places.running():
        # A card was written anew, or a person changed the link: what runs was chosen.
        journal = Journal(good=places.running())
        places.remember(journal)
    places.point("updater", journal.good)
    return journal


def apply(settings: UpdateSettings, root: bytes, places: Places, kind: Kind, hands: Hands) -> str:
    """Install what was brought, if it is genuine and wanted, and keep it if it is healthy.

    Args:
        settings: of this device.
        root: the root of trust of the card.
        places: of this device.
        kind: of machine.
        hands: everything else.

    Returns:
        What was done, in a sentence.

    Raises:
        UpdateError: what was brought is not the organisation's, is refused, or was unwell.
        OSError: the disk takes nothing.
    """
    journal = settle(places, hands.systemd, settings.role)
    trust = Trust(places.own / "metadata", FOLDER_URL, FolderFetcher(places.spool), root)
    mark = device_mark(settings.device.site, settings.device.name)
    step = next_step(places.running(), journal.failed, trust.wanted(), mark)
    if step.do != "get":
        return step.why or "Nothing to do."
    files = places.own / "files"
    places.prune({journal.good, step.version})
    try:
        release = _brought(trust, step.version, kind, files, settings, places)
        folder = install(places, release, settings.role, files, hands.run)
        check_itself(folder, settings.role, hands.run)
    except InstallError as error:
        places.remember(failed(journal, step.version, str(error)))
        raise
    finally:
        shutil.rmtree(files, ignore_errors=True)
    return _try(journal, step.version, settings, places, hands)


def _brought(
    trust: Trust, version: str, kind: Kind, files: Path, settings: UpdateSettings, places: Places
) -> Release:
    """The release, its files checked and out of reach of who brought them."""
    shutil.rmtree(files, ignore_errors=True)
    (files / "wheels").mkdir(parents=True)
    release = trust.release(version, kind.arch, kind.python, files / "manifest.json")
    if places.free_bytes() < room_needed(release, settings.role):
        raise UpdateError(f"{version} is not installed: the card is too full.")
    for path in release.paths(settings.role):
        trust.bring(release, path, files / path)
    return release


def _try(
    journal: Journal, version: str, settings: UpdateSettings, places: Places, hands: Hands
) -> str:
    """Switch, watch, and keep the new version or go back."""
    role = settings.role
    was_connected = all(look.connected for look in hands.systemd.look(role))
    journal = on_trial(journal, version)
    places.remember(journal)
    places.point("venv", version)
    try:
        hands.systemd.renew_units()
        hands.systemd.restart(role)
        why = _watch(settings, hands, was_connected=was_connected)
    except UpdateError as error:
        why = str(error)
    if why:
        places.point("venv", journal.good)
        _run_again(hands.systemd, role)
        text = f"{version} was unwell, and {journal.good} runs again: {why}"
        places.remember(failed(journal, version, text))
        raise UpdateError(text)
    places.remember(confirmed(journal))
    places.point("updater", version)
    return f"{version} runs, and is healthy."


def _run_again(systemd: Systemd, role: Role) -> None:
    """The services of the version before, whatever becomes of its units.

    Where new units could not be installed the old ones may not be either; to stop there would leave
    a version on trial for ever.
    """
    try:
        systemd.renew_units()
    except InstallError as error:
        _log.error("%s. The services run with the units that are there.", error)
    systemd.restart(role)


def _watch(settings: UpdateSettings, hands: Hands, *, was_connected: bool) -> str:
    """Look until the verdict; returns why it is unwell, or nothing."""
    began = hands.now()
    seen: list[Seen] = []
    while True:
        seen.append(Seen(hands.now() - began, hands.systemd.look(settings.role)))
        found, why = verdict(seen, was_connected=was_connected)
        if found == "unwell":
            return why
        if found == "healthy":
            return ""
        hands.rest(_LOOK_EVERY_SECONDS)
