"""Settings of how the store is looked after: copies of it, and what it keeps."""

from typing import Annotated

from msgspec import Meta, Struct


class BackupSettings(Struct, frozen=True, kw_only=True):
    """The copy of the store that is made each night."""

    folder: Annotated[
        str,
        Meta(
            description="Where to: best another disk, or one that is copied elsewhere. Empty: no "
            "nightly copy."
        ),
    ] = ""
    keep: Annotated[int, Meta(ge=1, le=3650, description="Copies to keep; the newest stay.")] = 14
    hour_utc: Annotated[
        int, Meta(ge=0, le=23, description="Hour from which on the day's copy is made, in UTC.")
    ] = 2


class RetentionSettings(Struct, frozen=True, kw_only=True):
    """How long single events are kept. Sums by hour, day and month are kept for good."""

    press_months: Annotated[
        int,
        Meta(
            ge=0,
            le=1200,
            description="Whole months that single presses are kept beside the month that is now; "
            "0: for good. What went cannot come back, and a shop's later change of time zone "
            "leaves the sums of that time as they are.",
        ),
    ] = 0
