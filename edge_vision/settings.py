"""What a technician can set on a camera. Read once, refused as a whole when anything is wrong."""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from edge_vision.expression_settings import ExpressionSettings, expression_faults
from edge_vision.place_settings import (
    LineSettings,
    OccupancySettings,
    PictureSettings,
    StaffAreaSettings,
    StaffHoursSettings,
    StaffTagSettings,
    ZoneSettings,
    place_faults,
)
from wire.device_file import DeviceFile
from wire.order_settings import OrderSettings
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings

__all__ = [
    "CameraSettings",
    "DetectionSettings",
    "LineSettings",
    "OccupancySettings",
    "PictureSettings",
    "StaffAreaSettings",
    "StaffHoursSettings",
    "StaffTagSettings",
    "VisionSettings",
    "WindowSettings",
    "ZoneSettings",
]


class CameraSettings(Struct, frozen=True, kw_only=True):
    """Where pictures come from."""

    source: Annotated[
        str,
        Meta(
            min_length=1,
            description="A device (`0`, `/dev/video0`, or a name below `/dev/v4l/by-id`, which is "
            "the same after each start), a video file, an `rtsp://` address, or `picamera` for the "
            "camera of a Raspberry Pi (`picamera:1` for its second).",
        ),
    ] = "0"
    width_px: Annotated[
        int, Meta(ge=160, le=4096, description="Width to ask a device or a Pi camera for.")
    ] = 640
    height_px: Annotated[
        int, Meta(ge=120, le=4096, description="Height to ask a device or a Pi camera for.")
    ] = 480
    fps: Annotated[
        float,
        Meta(ge=1, le=120, description="Pictures a second to ask for; a file has its own rate."),
    ] = 15.0
    username: Annotated[
        str, Meta(max_length=128, description="User at an RTSP camera; empty: none.")
    ] = ""
    password_file: Annotated[
        str, Meta(description="File with the password of an RTSP camera; empty: none.")
    ] = ""
    stuck_seconds: Annotated[
        float,
        Meta(
            ge=2,
            le=600,
            description="No picture, the same picture or a black one for this long is reported.",
        ),
    ] = 20.0


class DetectionSettings(Struct, frozen=True, kw_only=True):
    """How people are found."""

    method: Annotated[
        Literal["auto", "motion", "model"],
        Meta(
            description="`model`: by a network, asked where something moves. `motion`: by motion "
            "alone, for views from straight above. `auto`: `model` if its file is there."
        ),
    ] = "auto"
    model: Annotated[
        str,
        Meta(min_length=1, description="Name of the network, see `otklik-vision models list`."),
    ] = "yolox_nano"
    input_px: Annotated[
        int,
        Meta(
            ge=128,
            le=1024,
            multiple_of=32,
            description="Side of the square picture that the network looks at; fewer cost less "
            "processor time and miss small people. One or two people by themselves are looked at "
            "in three quarters of it.",
        ),
    ] = 416
    threads: Annotated[
        int, Meta(ge=1, le=16, description="Processor threads for one look of the network.")
    ] = 1
    frames_per_second: Annotated[
        float,
        Meta(ge=2, le=30, description="Pictures looked at in a second; more cost processor time."),
    ] = 6.0
    looks_per_frame: Annotated[
        int, Meta(ge=1, le=8, description="Parts of one picture the network may look at.")
    ] = 3


class WindowSettings(Struct, frozen=True, kw_only=True):
    """How counts are bundled."""

    seconds: Annotated[
        int, Meta(ge=10, le=3600, description="Length of a window of counts, in seconds.")
    ] = 60


class VisionSettings(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    device: Annotated[DeviceSettings, Meta(description="Who this device is.")]
    broker: Annotated[BrokerSettings, Meta(description="How to reach the MQTT broker.")] = (
        BrokerSettings()
    )
    outbox: Annotated[OutboxSettings, Meta(description="Where counts wait for the hub.")] = (
        OutboxSettings()
    )
    orders: Annotated[OrderSettings, Meta(description="Whose orders this device follows.")] = (
        OrderSettings()
    )
    camera: Annotated[CameraSettings, Meta(description="Where pictures come from.")] = (
        CameraSettings()
    )
    detection: Annotated[DetectionSettings, Meta(description="How people are found.")] = (
        DetectionSettings()
    )
    window: Annotated[WindowSettings, Meta(description="How counts are bundled.")] = (
        WindowSettings()
    )
    picture: Annotated[
        PictureSettings, Meta(description="The picture on which the shapes were drawn.")
    ] = PictureSettings()
    lines: Annotated[
        list[LineSettings], Meta(max_length=16, description="Lines that people cross.")
    ] = field(default_factory=list)
    zones: Annotated[
        list[ZoneSettings], Meta(max_length=16, description="Areas in which visits are timed.")
    ] = field(default_factory=list)
    staff_areas: Annotated[
        list[StaffAreaSettings], Meta(max_length=16, description="Places where only staff are.")
    ] = field(default_factory=list)
    staff_hours: Annotated[
        list[StaffHoursSettings],
        Meta(max_length=32, description="Hours in which everybody is staff."),
    ] = field(default_factory=list)
    staff_tags: Annotated[
        list[StaffTagSettings], Meta(max_length=4, description="Colours that staff wear.")
    ] = field(default_factory=list)
    occupancy: Annotated[OccupancySettings, Meta(description="How many people are inside.")] = (
        OccupancySettings()
    )
    expression: Annotated[
        ExpressionSettings, Meta(description="Expression shares of visitors; off unless lawful.")
    ] = ExpressionSettings()

    def __post_init__(self) -> None:
        faults = place_faults(
            self.picture,
            self.lines,
            self.zones,
            self.staff_areas,
            self.staff_hours,
            self.staff_tags,
        )
        faults += expression_faults(self.expression, self.staff_areas)
        if faults:
            raise ValueError("; ".join(faults))
