"""Settings of releases for devices: `[updates]`."""

from typing import Annotated

from msgspec import Meta, Struct


class UpdatesSettings(Struct, frozen=True, kw_only=True):
    """Releases of Otklik that this hub gives its devices."""

    folder: Annotated[
        str,
        Meta(
            min_length=1,
            description="Where releases lie that `otklik-hub release take` brought; relative to "
            "systemd's state directory where there is one.",
        ),
    ] = "updates"
    key_file: Annotated[
        str,
        Meta(
            description="File with the key that signs what is given out, as `otklik-hub release "
            "key` makes it; a bare name is looked up among systemd's credentials; empty: devices "
            "get no releases from this hub."
        ),
    ] = ""
    soak_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=24 * 30,
            description="Hours for which a release rests at 5 %, and again at 25 % of the devices, "
            "before it goes further.",
        ),
    ] = 24
