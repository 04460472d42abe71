"""What must be true and said before a camera may look at expressions."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

_EU_LEAST_WINDOW_SECONDS: Final = 900


class ExpressionSettings(Struct, frozen=True, kw_only=True):
    """Expression shares of visitors. Off unless every line of the law part is filled in."""

    enabled: Annotated[bool, Meta(description="Switch them on.")] = False
    notice_posted_on: Annotated[
        dt.date | None,
        Meta(
            description="The day the notice was put up at every entrance (`otklik-vision notice` "
            "prints one), such as `2026-11-23`. Needed to switch on."
        ),
    ] = None
    law_profile: Annotated[
        Literal["eu", "uk", "none", ""],
        Meta(
            description="Whose law applies. `eu`: windows of 15 minutes at least. Needed to "
            "switch on."
        ),
    ] = ""
    no_staff_areas: Annotated[
        bool,
        Meta(
            description="Say that no place in the picture is for staff only. Otherwise draw them "
            "as [[staff_areas]]: faces there are blackened before any is looked for."
        ),
    ] = False
    window_seconds: Annotated[
        int, Meta(ge=60, le=3600, description="Length of a window of shares, in seconds.")
    ] = 900
    least_visitors: Annotated[
        int,
        Meta(
            ge=5, le=1000, description="No group of fewer visitors is told of: it waits for more."
        ),
    ] = 5
    network: Annotated[
        str, Meta(min_length=1, description="Expression network, see `otklik-vision models list`.")
    ] = "fer2013_mini_xception"
    detector: Annotated[
        str, Meta(min_length=1, description="Face detector, see `otklik-vision models list`.")
    ] = "yunet_2026may"
    looks_per_frame: Annotated[
        int, Meta(ge=1, le=8, description="Faces that one picture is searched for.")
    ] = 2
    least_face_px: Annotated[
        float,
        Meta(ge=12, le=400, description="Shorter side of a face, in pixels, for it to be read."),
    ] = 28.0
    least_frontal: Annotated[
        float, Meta(gt=0, le=1, description="How far a face must look at the camera: 1 is fully.")
    ] = 0.35
    least_sharpness: Annotated[
        float, Meta(gt=0, le=5, description="How sharp a face must be; in focus is 0.5 or more.")
    ] = 0.1


def expression_faults(settings: ExpressionSettings, staff_areas: Sequence[object]) -> list[str]:
    """Why expressions may not be looked at with these settings, each with the cure."""
    if not settings.enabled:
        return []
    faults = []
    if settings.notice_posted_on is None:
        faults.append(
            "expression: notice_posted_on is missing: put up the notice that `otklik-vision "
            "notice` prints, then write the date"
        )
    if not settings.law_profile:
        faults.append("expression: law_profile is missing: write eu, uk or none")
    if not staff_areas and not settings.no_staff_areas:
        faults.append(
            "expression: staff areas are not drawn: add [[staff_areas]], or say "
            "no_staff_areas = true"
        )
    if staff_areas and settings.no_staff_areas:
        faults.append(
            "expression: no_staff_areas = true, yet [[staff_areas]] are drawn: delete one of them"
        )
    short = settings.window_seconds < _EU_LEAST_WINDOW_SECONDS
    if settings.law_profile == "eu" and short:
        faults.append(
            f"expression: window_seconds is {settings.window_seconds}; in the eu profile it must "
            f"be {_EU_LEAST_WINDOW_SECONDS} or more"
        )
    return faults
