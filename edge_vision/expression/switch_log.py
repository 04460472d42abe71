"""The record of when expressions were looked at, under which settings: for whoever audits."""

import datetime as dt
import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from edge_vision.errors import SwitchLogError
from edge_vision.expression_settings import ExpressionSettings

_log = logging.getLogger("otklik.vision")


class Switch(Struct, frozen=True, kw_only=True):
    """One change. `settings` are those from `at` on."""

    at: dt.datetime
    settings: ExpressionSettings
    staff_areas: list[str]
    calibration: str | None


def note(path: Path, switch: Switch) -> bool:
    """Append a change to the record, if it is one; returns whether it is.

    A camera that never had expressions on has no record.

    Raises:
        SwitchLogError: the record cannot be kept; then expressions must not be looked at.
    """
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        if not lines and not switch.settings.enabled:
            return False
        if lines:
            last = msgspec.json.decode(lines[-1], type=Switch)
            if msgspec.structs.replace(last, at=switch.at) == switch:
                return False
        with path.open("ab") as file:
            file.write(msgspec.json.encode(switch) + b"\n")
    except (OSError, msgspec.DecodeError) as error:
        raise SwitchLogError(
            f"{path} cannot be kept ({error}), and without it expressions may not be looked at; "
            "make room on the disk, or move the damaged file away."
        ) from error
    _log.warning(
        "Expression shares are %s (law profile %s, notice of %s).",
        "on" if switch.settings.enabled else "off",
        switch.settings.law_profile or "not named",
        switch.settings.notice_posted_on,
    )
    return True
