"""What a device remembers of its versions, and what may follow from what. Pure.

Three facts decide what runs after a power cut: the link `venv` (what the services start), this
journal, and which folders of versions are whole. Each is changed in one step, in this order:

    new folder is whole -> journal says "on trial" -> link to the new -> journal says "good"

So a link to the new version without a word of its trial cannot be, and whoever finds "on trial" at
a start knows that nobody has seen it healthy: back to the good one.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from wire.update.release import Release, Role, Wanted, order_of

CUTS: Final = 2
"""After so many power cuts during its trial a version counts as failed: one may be chance."""
_Text = Annotated[str, Meta(max_length=400)]


class Failure(Struct, frozen=True, kw_only=True):
    """Why a version is not wanted here any more, or how often its trial was cut short."""

    why: _Text
    cuts: int = 0

    @property
    def is_final(self) -> bool:
        """Whether it is not tried again by itself."""
        return self.cuts == 0 or self.cuts >= CUTS


class Journal(Struct, frozen=True, kw_only=True):
    """What root remembers. `good`: seen healthy here last. `trial`: being tried; empty: none."""

    good: str
    trial: str = ""
    failed: dict[str, Failure] = {}


def on_trial(journal: Journal, version: str) -> Journal:
    """Before the link is set to `version`."""
    return msgspec.structs.replace(journal, trial=version)


def confirmed(journal: Journal) -> Journal:
    """The trial was healthy: it is the good version now. What failed before it is forgotten."""
    return Journal(good=journal.trial)


def failed(journal: Journal, version: str, why: str) -> Journal:
    """A version was unwell, or could not be installed; the good one stays."""
    known = {**journal.failed, version: Failure(why=why[:400])}
    return msgspec.structs.replace(journal, trial="", failed=known)


def cut_short(journal: Journal) -> Journal:
    """Found on trial at a start: the power went, or the watcher was killed."""
    before = journal.failed.get(journal.trial)
    cuts = 1 + (before.cuts if before else 0)
    text = f"{journal.trial} was on trial when the power went; {journal.good} runs again. " + (
        "It is tried once more." if cuts < CUTS else "It is not tried again."
    )
    known = {**journal.failed, journal.trial: Failure(why=text, cuts=cuts)}
    return msgspec.structs.replace(journal, trial="", failed=known)


class Step(Struct, frozen=True, kw_only=True):
    """What follows from what is wanted. `why` is for people; empty where all is in order."""

    do: Literal["nothing", "get", "refuse"]
    version: str = ""
    why: str = ""


def next_step(running: str, failures: dict[str, Failure], wanted: Wanted, mark: str) -> Step:
    """Decide what a device does about what is wanted.

    Args:
        running: the version it has.
        failures: of its journal.
        wanted: what the hub signed.
        mark: the device's own, see `device_mark`.
    """
    version = wanted.version
    if not version or not (wanted.everybody or mark in wanted.devices) or version == running:
        return Step(do="nothing")
    try:
        older = order_of(version) <= order_of(running)
    except ValueError as error:
        return Step(do="refuse", version=version, why=f"Not installed: {error}.")
    if older:
        text = f"{version} is not installed: it is no newer than {running}, which runs here."
        return Step(do="refuse", version=version, why=text)
    known = failures.get(version)
    if known is not None and known.is_final:
        return Step(do="refuse", version=version, why=known.why)
    return Step(do="get", version=version)


def room_needed(release: Release, role: Role) -> int:
    """Bytes that must be free: the files, a copy of them, unpacked up to threefold, and spare."""
    return 5 * release.size_of(role) + 50_000_000
