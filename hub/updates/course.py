"""How a release fares: each device that takes releases, and the next step of the whole."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection

from hub.domain.names import device_name
from hub.domain.staging import (
    STAGES,
    Facts,
    Standing,
    Tally,
    chosen,
    judge,
    standing,
)
from hub.store.audit_log import record
from hub.store.rollouts import (
    FleetDevice,
    Rollout,
    change_rollout,
    choose_devices,
    chosen_devices,
    real_devices,
)
from hub.words import N_
from wire.status import Status, UpdateState
from wire.update.marks import device_mark
from wire.update.release import Wanted, order_of

SILENT_MS: Final = 15 * 60_000
"""A restart, an update and a bad quarter of an hour are no silence."""
STOPPED: Final = {
    "failed": N_("Too many devices refused it, or went back to the version before."),
    "silent": N_("Devices that run it fall silent more often than those that do not."),
    "person": N_("A person stopped it."),
}
"""By the word that the store keeps."""


class Course(NamedTuple):
    """One device and the release. `standing` None: it was not chosen (yet)."""

    device: FleetDevice
    version: str
    update: UpdateState
    standing: Standing | None
    silent: bool
    heard_ms: int

    @property
    def identity(self) -> str:
        """`SITE/DEVICE`: what decides the stage in which it is chosen."""
        return f"{self.device.site}/{self.device.name}"

    @property
    def name(self) -> str:
        """As people call it."""
        return device_name(self.device.site_name, self.device.name)


def courses(conn: Connection, release: Rollout | None, now_ms: int) -> list[Course]:
    """Every device that takes releases, by shop and name."""
    since = chosen_devices(conn, release.id) if release else {}
    found = []
    for device in real_devices(conn):
        status = _status_of(device)
        if status is None or status.update is None:
            continue
        heard_ms = (device.status_ms if device.online else device.online_changed_ms) or 0
        silent = now_ms - heard_ms > SILENT_MS
        state: Standing | None = None
        if release is not None and device.id in since:
            facts = Facts(
                version=_at_least(status.software, release.version),
                told_failed=_failed(status.update, release.version),
                silent=silent,
                heard_since_chosen=heard_ms >= since[device.id],
            )
            state = standing(facts, release.version)
        found.append(Course(device, status.software, status.update, state, silent, heard_ms))
    return found


def tally_of(found: Sequence[Course], release: Rollout) -> Tally:
    """The devices counted. Only those of the others count that were there since it began."""
    counts = Counter(one.standing for one in found if one.standing)
    # Those that wait are not updated either: in the last stage they alone are left to compare with.
    others = [
        one
        for one in found
        if one.standing in (None, "waiting", "away") and one.heard_ms >= release.begun_ms
    ]
    return Tally(
        **{str(kind): number for kind, number in counts.items()},
        others=len(others),
        others_silent=sum(one.silent for one in others),
    )


def advance(conn: Connection, release: Rollout, soak_ms: int, now_ms: int) -> None:
    """Choose who is missing in this stage; go further, stop, or end.

    Args:
        conn: in a write transaction.
        release: one that is running.
        soak_ms: how long it rests in a stage.
        now_ms: this instant.
    """
    found = courses(conn, release, now_ms)
    ids = {one.identity: one.device.id for one in found}
    already = [one.identity for one in found if one.standing]
    new = chosen(release.version, release.stage, list(ids), already)
    if new:
        choose_devices(conn, release.id, [ids[identity] for identity in new], now_ms)
        return
    rested = now_ms - release.stage_ms >= soak_ms or release.stage == len(STAGES) - 1
    verdict, cause = judge(
        tally_of(found, release), release.stage, rested=rested, forgiven=release.forgiven
    )
    if verdict == "stay":
        return
    if verdict == "stop":
        change_rollout(conn, release.id, state="stopped", why=cause)
    elif verdict == "further":
        change_rollout(conn, release.id, stage=release.stage + 1, stage_ms=now_ms)
    else:
        change_rollout(conn, release.id, state="done")
    words = {"stop": "stopped", "further": "went_further", "done": "done"}
    record(
        conn,
        who="hub",
        what=f"release.{words[verdict]}",
        about=f"release {release.version}",
        details={"stage": release.stage, "why": cause},
        at_ms=now_ms,
    )


def wanted_of(conn: Connection, release: Rollout | None, now_ms: int) -> Wanted:
    """What devices are to have. Nothing, where it was stopped: who has it keeps it."""
    if release is None or release.state not in ("running", "done"):
        return Wanted()
    if release.state == "done":
        return Wanted(version=release.version, everybody=True)
    marks = [
        device_mark(one.device.site, one.device.name)
        for one in courses(conn, release, now_ms)
        if one.standing
    ]
    return Wanted(version=release.version, devices=sorted(marks))


def _status_of(device: FleetDevice) -> Status | None:
    """None: written by a version that says it in another way."""
    try:
        return msgspec.json.decode(device.status, type=Status)
    except msgspec.MsgspecError:
        return None


def _at_least(runs: str, wanted: str) -> str:
    """A device that is further already has what is wanted."""
    try:
        return wanted if order_of(runs) >= order_of(wanted) else runs
    except ValueError:
        return runs


def _failed(told: UpdateState, version: str) -> bool:
    return told.state in ("failed", "refused") and told.version in ("", version)
