"""Where versions lie on a device, and the steps that change what runs; each whole or not at all.

/opt/otklik/versions/1.2.0/     a whole environment; `.complete` is made last
/opt/otklik/venv     -> versions/1.2.0    what the services start
/opt/otklik/updater  -> versions/1.1.0    what `otklik-update` runs from: seen healthy before
/opt/otklik/update/journal.json           see `journal`
/var/lib/otklik-update/                   what `otklik-update fetch` has brought
"""

import logging
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from wire.safe_file import put_file
from wire.update.errors import UpdateError
from wire.update.journal import Journal

_log = logging.getLogger("otklik.update")
COMPLETE: Final = ".complete"
Link = Literal["venv", "updater"]
_PUBLIC: Final = 0o644


@dataclass(frozen=True)
class Places:
    """The folders of one device. Tests have their own."""

    opt: Path = Path("/opt/otklik")
    spool: Path = Path("/var/lib/otklik-update")

    @property
    def own(self) -> Path:
        """What root keeps of updates."""
        return self.opt / "update"

    def version(self, version: str) -> Path:
        """The folder of a version, there or not."""
        return self.opt / "versions" / version

    def running(self) -> str:
        """The version that the services start.

        Raises:
            UpdateError: this device's software did not come from a card.
        """
        try:
            return (self.opt / "venv").readlink().name
        except OSError as error:
            raise UpdateError(
                f"{self.opt / 'venv'} is no link to a version ({error.strerror}): this image holds "
                "Otklik itself. Write a card with `otklik-card write`."
            ) from error

    def is_whole(self, version: str) -> bool:
        """Whether everything of a version is on the disk."""
        return (self.version(version) / COMPLETE).exists()

    def point(self, link: Link, version: str) -> None:
        """Let a link point to a version, in one step that a power cut cannot halve."""
        if not self.is_whole(version):
            raise UpdateError(f"{version} is not whole on this device.")
        path, new = self.opt / link, self.opt / f"{link}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(f"versions/{version}")
        new.replace(path)
        sync_folder(self.opt)

    def journal(self) -> Journal:
        """What root remembers; at the beginning: that what runs is good.

        Where it cannot be read, only what `updater` points to was surely seen healthy: what runs
        besides is taken for a trial.

        Raises:
            UpdateError: as `running`.
        """
        try:
            return msgspec.json.decode((self.own / "journal.json").read_bytes(), type=Journal)
        except FileNotFoundError:
            return Journal(good=self.running())
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.error("The journal of updates cannot be read (%s).", error)
        running, known = self.running(), self._known_good()
        return Journal(good=known or running, trial=running if known not in ("", running) else "")

    def _known_good(self) -> str:
        """The version that `updater` points to; empty: none that is whole."""
        try:
            name = (self.opt / "updater").readlink().name
        except OSError:
            return ""
        return name if self.is_whole(name) else ""

    def remember(self, journal: Journal) -> None:
        """Write the journal: the old or the new is there after a power cut."""
        self.own.mkdir(parents=True, exist_ok=True)
        put_file(self.own / "journal.json", msgspec.json.encode(journal), _PUBLIC)

    def prune(self, keep: Collection[str]) -> list[str]:
        """Delete other versions, and those that never became whole; returns which."""
        gone = []
        for folder in sorted((self.opt / "versions").iterdir()):
            if folder.name not in keep:
                # Its mark first: half of a folder must not look like a version.
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder)
                gone.append(folder.name)
        return gone

    def free_bytes(self) -> int:
        """Room on the disk of the versions."""
        facts = os.statvfs(self.opt)
        return facts.f_bavail * facts.f_frsize


def sync_folder(folder: Path) -> None:
    """Names that were given in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
