"""What a device says on the hub about its updates: put together from what both programs wrote."""

import contextlib
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec
from msgspec import Struct

from wire.safe_file import put_file
from wire.status import UpdateState
from wire.update.journal import Journal
from wire.update.places import Places

FETCHED: Final = "fetched.json"
_APPLIED: Final = "applied.json"
_MOST: Final = 300
_PUBLIC: Final = 0o644
_S = TypeVar("_S", bound=Struct)


class Fetched(Struct, frozen=True, kw_only=True):
    """How the last look at the hub ended."""

    state: Literal["", "getting", "ready", "refused", "away"] = ""
    version: str = ""
    why: str = ""


def note_fetched(places: Places, fetched: Fetched) -> None:
    """Keep how the last look ended."""
    put_file(places.spool / FETCHED, msgspec.json.encode(fetched), _PUBLIC)


def note_refusal(places: Places, why: str) -> None:
    """Keep why what was brought is not installed; empty: it was, or is no matter any more."""
    places.own.mkdir(parents=True, exist_ok=True)
    put_file(places.own / _APPLIED, msgspec.json.encode(Fetched(why=why)), _PUBLIC)


def told(places: Places) -> UpdateState | None:
    """The newest of a device's updates. None: it gets none, or has not looked yet."""
    if not (places.spool / FETCHED).exists():
        return None
    fetched = _read(places.spool / FETCHED, Fetched())
    journal = _read(places.own / "journal.json", Journal(good=""))
    if journal.trial:
        return UpdateState(state="trial", version=journal.trial)
    known = journal.failed.get(fetched.version)
    if known is not None and known.is_final:
        return UpdateState(state="failed", version=fetched.version, why=known.why[:_MOST])
    why, state = fetched.why, fetched.state
    if state == "ready" and fetched.version == journal.good:
        return UpdateState()
    if state == "ready":
        why = _read(places.own / _APPLIED, Fetched()).why
        state = "refused" if why else "ready"
    return UpdateState(state=state, version=fetched.version, why=why[:_MOST])


def _read(path: Path, otherwise: _S) -> _S:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=type(otherwise))
    return otherwise
