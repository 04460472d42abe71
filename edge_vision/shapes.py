"""What was drawn, from the settings to what the pipeline counts with."""

from collections.abc import Sequence

from edge_vision.domain.tag_colour import TagColour
from edge_vision.domain.zones import LEAST_QUEUE_SECONDS, LEAST_SECONDS
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.place_settings import StaffTagSettings, ZoneSettings
from edge_vision.ports import PersonDetector
from edge_vision.settings import VisionSettings


def zone_shape(zone: ZoneSettings) -> Shape:
    """A zone, with the shortest stay that is a visit to one of its kind."""
    usual_s = LEAST_QUEUE_SECONDS if zone.kind == "queue" else LEAST_SECONDS
    return Shape(zone.name, zone.points, zone.least_seconds or usual_s)


def tag_colour(tag: StaffTagSettings) -> TagColour:
    """A staff tag's colour."""
    return TagColour(tag.hue_degrees, tag.saturation, tag.value, tag.least_share)


def pipeline_of(
    settings: VisionSettings,
    detector: PersonDetector,
    lines: Sequence[Shape] | None = None,
    zones: Sequence[Shape] | None = None,
) -> Pipeline:
    """The pipeline that the settings describe; `lines` and `zones` instead of theirs."""
    drawn_on_wh = (settings.picture.width_px, settings.picture.height_px)
    if lines is None:
        lines = [Shape(line.name, line.points) for line in settings.lines]
    if zones is None:
        zones = [zone_shape(zone) for zone in settings.zones]
    return Pipeline(
        detector,
        lines,
        zones,
        staff_areas=[Shape(area.name, area.points) for area in settings.staff_areas],
        tags=[tag_colour(tag) for tag in settings.staff_tags],
        drawn_on_wh=drawn_on_wh if all(drawn_on_wh) else None,
    )
