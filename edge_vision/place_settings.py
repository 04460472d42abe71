"""What is drawn on the picture and known of the place: lines, zones, staff, the night's zero."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from edge_vision.domain.geometry import (
    contains,
    line_fault,
    line_outside,
    zone_fault,
    zone_outside,
)
from wire.topics import NAME_PATTERN

FURTHEST_PX = 10_000
"""Further away from a picture's corner nothing is drawn."""
Coordinate = Annotated[float, Meta(ge=-FURTHEST_PX, le=FURTHEST_PX)]
Point = tuple[Coordinate, Coordinate]
Share = Annotated[float, Meta(ge=0, le=1)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAME = "Its name on the hub's pages: a to z, 0 to 9 and -, 63 of them at most."
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"

Corners = Annotated[
    list[Point],
    Meta(
        min_length=3,
        max_length=32,
        description="Three or more corners `[x, y]` in pixels of the picture, y downwards.",
    ),
]


class PictureSettings(Struct, frozen=True, kw_only=True):
    """The picture on which lines, zones and staff areas were drawn."""

    width_px: Annotated[
        int,
        Meta(
            ge=0,
            le=10_000,
            description="Its width. A camera that gives another size is refused, because every "
            "line would be in a wrong place. 0: the first picture's.",
        ),
    ] = 0
    height_px: Annotated[
        int, Meta(ge=0, le=10_000, description="Its height. 0: the first picture's.")
    ] = 0


class LineSettings(Struct, frozen=True, kw_only=True):
    """A line that people cross. *In* is from its left to its right, looking along it."""

    name: Annotated[str, Meta(pattern=NAME_PATTERN, description=_NAME)]
    points: Annotated[
        list[Point],
        Meta(
            min_length=2,
            max_length=32,
            description="Two or more points `[x, y]` in pixels of the picture, y downwards.",
        ),
    ]
    kind: Annotated[
        Literal["door", "street"],
        Meta(
            description="`door`: who crosses comes in or goes out. `street`: who crosses passes "
            "by, and is no visitor; the hub shows the share of them that enters."
        ),
    ] = "door"


class ZoneSettings(Struct, frozen=True, kw_only=True):
    """An area in which visits are timed."""

    name: Annotated[str, Meta(pattern=NAME_PATTERN, description=_NAME)]
    points: Corners
    kind: Annotated[
        Literal["area", "queue"],
        Meta(
            description="`area`: how many, for how long. `queue`: the same read as the queue's "
            "length and the time that people waited."
        ),
    ] = "area"
    least_seconds: Annotated[
        Annotated[float, Meta(ge=0.5, le=600)] | None,
        Meta(
            description="A shorter stay is no visit: somebody walked through. Set it longer than "
            "that takes. Not set: 0.8 s for an area, 5 s for a queue.",
        ),
    ] = None


class StaffAreaSettings(Struct, frozen=True, kw_only=True):
    """A place where only staff are, such as behind the till. Who comes from there is staff."""

    name: Annotated[str, Meta(pattern=NAME_PATTERN, description=_NAME)]
    points: Corners


class StaffHoursSettings(Struct, frozen=True, kw_only=True):
    """Hours in which everybody is staff: cleaning, before opening. Local time of the device."""

    weekdays: Annotated[
        list[Weekday],
        Meta(min_length=1, max_length=7, description="Days on which they begin: `mon` to `sun`."),
    ] = field(default_factory=lambda: list(WEEK))
    begin: Annotated[str, Meta(pattern=TIME_PATTERN, description="First minute, such as `20:15`.")]
    end: Annotated[
        str,
        Meta(
            pattern=TIME_PATTERN,
            description="First minute that is not staff's any more. At or before `begin`: on the "
            "next day.",
        ),
    ]


class StaffTagSettings(Struct, frozen=True, kw_only=True):
    """A colour that staff wear and hardly anybody else. The set-up page learns it from a look."""

    name: Annotated[str, Meta(pattern=NAME_PATTERN, description=_NAME)]
    hue_degrees: Annotated[
        tuple[Annotated[float, Meta(ge=0, le=360)], Annotated[float, Meta(ge=0, le=360)]],
        Meta(description="From and to, clockwise: `[350, 10]` is red, `[100, 140]` green."),
    ]
    saturation: Annotated[
        tuple[Share, Share], Meta(description="Lowest and highest, 0 is grey and 1 pure.")
    ] = (0.35, 1.0)
    value: Annotated[
        tuple[Share, Share], Meta(description="Lowest and highest brightness, 0 is black.")
    ] = (0.2, 1.0)
    least_share: Annotated[
        float,
        Meta(
            ge=0.005,
            le=0.9,
            description="Share of a body that must have the colour: 0.03 for a badge or lanyard, "
            "0.15 for a shirt.",
        ),
    ] = 0.03


class OccupancySettings(Struct, frozen=True, kw_only=True):
    """How many people are inside, by the door lines of this camera."""

    zero_at: Annotated[
        str,
        Meta(
            pattern=TIME_PATTERN,
            description="Local time of the device at which nobody is inside: the count is set to "
            "zero, and what it was off by is published.",
        ),
    ] = "04:00"


def place_faults(
    picture: PictureSettings,
    lines: Sequence[LineSettings],
    zones: Sequence[ZoneSettings],
    staff_areas: Sequence[StaffAreaSettings],
    staff_hours: Sequence[StaffHoursSettings],
    staff_tags: Sequence[StaffTagSettings],
) -> list[str]:
    """Everything in these that cannot be counted with, each in a sentence with the cure."""
    shapes = [
        *(("line", line.name, line.points) for line in lines),
        *(("zone", zone.name, zone.points) for zone in zones),
        *(("staff area", area.name, area.points) for area in staff_areas),
    ]
    return [
        *_names_used_twice([name for _, name, _ in shapes]),
        *_useless(shapes),
        *_not_in_the_picture(shapes, picture),
        *_zones_of_staff_only(zones, staff_areas),
        *_hours_and_tags(staff_hours, staff_tags),
    ]


def _names_used_twice(names: list[str]) -> list[str]:
    return [
        f"{count} lines, zones or staff areas are named {name!r}: give each its own name"
        for name, count in Counter(names).items()
        if count > 1
    ]


def _useless(shapes: Sequence[tuple[str, str, list[Point]]]) -> list[str]:
    faults = [
        (kind, name, line_fault(points) if kind == "line" else zone_fault(points))
        for kind, name, points in shapes
    ]
    return [f"{kind} {name!r}: {fault}" for kind, name, fault in faults if fault]


def _not_in_the_picture(
    shapes: Sequence[tuple[str, str, list[Point]]], picture: PictureSettings
) -> list[str]:
    """What can be told once the picture's size is known; without it, the first picture tells."""
    width, height = picture.width_px, picture.height_px
    if bool(width) != bool(height):
        return ["`picture` has a width or a height only: give both, or neither"]
    return [
        f"{kind} {name!r} lies outside the picture of {width} x {height} pixels: draw it anew"
        for kind, name, points in shapes
        if width and (line_outside if kind == "line" else zone_outside)(points, width, height)
    ]


def _zones_of_staff_only(
    zones: Sequence[ZoneSettings], areas: Sequence[StaffAreaSettings]
) -> list[str]:
    return [
        f"zone {zone.name!r} lies within the staff area {area.name!r}, so that nobody in it would "
        "be counted: move one of them"
        for zone in zones
        for area in areas
        if all(contains(area.points, point) for point in zone.points)
    ]


def _hours_and_tags(
    hours: Sequence[StaffHoursSettings], tags: Sequence[StaffTagSettings]
) -> list[str]:
    whole_days = [
        f"staff hours from {one.begin} to {one.end} are no time or a whole day: two times are "
        "needed that differ"
        for one in hours
        if one.begin == one.end
    ]
    ranges = [(tag.name, "saturation", tag.saturation) for tag in tags]
    ranges += [(tag.name, "value", tag.value) for tag in tags]
    return whole_days + [
        f"staff tag {name!r}: `{what}` must go from low to high, not from {low:g} to {high:g}"
        for name, what, (low, high) in ranges
        if low >= high
    ]
