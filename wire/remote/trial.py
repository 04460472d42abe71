"""Which settings act: a new document is tried, and kept or given back. Pure.

A device holds one `Kept`, written whole or not at all, so that a power cut at any moment leaves the
one before a step or the one after it:

    offered    a document that is newer than all before it begins a trial
    begun      the program starts: with the trial, unless it was started so twice already
    proven     the trial is the last good one from now on
    given_up   the last good one acts again, and this document never will
"""

from typing import Annotated, Final

from msgspec import Meta, Struct, structs

from wire.remote.messages import MOST_SETTINGS, Document, Number, SettingsState, Values
from wire.scalars import Count, Sentence

STARTS: Final = 2
"""So often a program may start with settings on trial."""
_LONGEST: Final = 300


class Version(Struct, frozen=True, kw_only=True):
    """What a document asked for."""

    number: Number
    values: Annotated[Values, Meta(max_length=MOST_SETTINGS)]


class Refusal(Struct, frozen=True, kw_only=True):
    """A document that does not act, and why."""

    number: Number
    why: Sentence


class Kept(Struct, frozen=True, kw_only=True):
    """What outlives the program. The default: the device's own file, and nothing from the hub."""

    good: Version | None = None
    trial: Version | None = None
    starts: Count = 0
    """Of the program with the trial."""
    last_words: Sentence = ""
    """What the program said when it ended on trial; empty: nothing, or it was killed."""
    refusal: Refusal | None = None
    """Of the newest document, or of the one on trial before a newer came."""

    @property
    def newest(self) -> int:
        """The number of the newest document that came; 0: none has."""
        parts = (self.good, self.trial, self.refusal)
        return max((one.number for one in parts if one is not None), default=0)

    @property
    def acting(self) -> Version | None:
        """What a program that starts now lays over the device's own file. None: nothing."""
        return self.trial if self.trial is not None and self.starts else self.good


def offered(kept: Kept, document: Document) -> Kept:
    """Take a document that was judged fit. An older one, or the same again, changes nothing."""
    if document.number <= kept.newest:
        return kept
    version = Version(number=document.number, values=document.values)
    if kept.trial is None and document.values == _values(kept.good):
        return Kept(good=version)  # it says what acts already: there is nothing to try
    return Kept(good=kept.good, trial=version)


def refused(kept: Kept, document: Document, why: str) -> Kept:
    """Take note of a document that is not fit; what acts goes on, a trial as well."""
    if document.number <= kept.newest:
        return kept
    return structs.replace(kept, refusal=Refusal(number=document.number, why=why[:_LONGEST]))


def begun(kept: Kept) -> Kept:
    """The program starts; to be written down before any setting is used."""
    if kept.trial is None:
        return kept
    if kept.starts >= STARTS:
        told = kept.last_words or "it was not well either time"
        return given_up(kept, f"the program was started {STARTS} times with them: {told}")
    return structs.replace(kept, starts=kept.starts + 1)


def ended(kept: Kept, why: str) -> Kept:
    """The program ends by a fault of its own; to be told if the trial comes to nothing."""
    if kept.trial is None or not kept.starts:
        return kept
    return structs.replace(kept, last_words=" ".join(why.split())[:_LONGEST])


def proven(kept: Kept) -> Kept:
    """The settings on trial are good."""
    return kept if kept.trial is None else Kept(good=kept.trial, refusal=kept.refusal)


def given_up(kept: Kept, why: str) -> Kept:
    """Go back to the last good settings. A refusal of a newer document stays."""
    if kept.trial is None:
        return kept
    own = Refusal(number=kept.trial.number, why=why[:_LONGEST])
    newer = kept.refusal is not None and kept.refusal.number > own.number
    return Kept(good=kept.good, refusal=kept.refusal if newer else own)


def state_of(kept: Kept) -> SettingsState:
    """How it stands, for the status."""
    return SettingsState(
        acting=kept.acting.number if kept.acting else 0,
        trying=kept.trial is not None and kept.starts > 0,
        newest=kept.newest,
        refused=kept.refusal.number if kept.refusal else 0,
        why=kept.refusal.why if kept.refusal else "",
    )


def _values(version: Version | None) -> Values:
    return version.values if version else {}
