"""The settings of `otklik-update`: who this device is, and where its releases come from."""

from typing import Annotated

from msgspec import Meta, Struct

from wire.settings import DeviceSettings
from wire.update.release import Role


class UpdateHub(Struct, frozen=True, kw_only=True):
    """Where releases are, and how the device knows that they are the organisation's."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[A-Za-z0-9.\-\[\]:]+$(?!\n)",
            description="Address of the hub's pages, such as `https://hub.example.com`. Releases "
            "are signed, so plain HTTP is no danger to them.",
        ),
    ]
    ca_file: Annotated[
        str,
        Meta(
            description="Whose certificates the hub's address may have (PEM); empty: those that "
            "the system knows. Not used with plain HTTP.",
        ),
    ] = ""
    root_file: Annotated[
        str,
        Meta(
            min_length=1,
            description="The root of trust, `root.json` as `otklik-card release init` made it. "
            "Later roots are taken if it, or one after it, has signed them.",
        ),
    ] = "/etc/otklik/update-root.json"


class UpdateSettings(Struct, frozen=True, kw_only=True):
    """The whole file."""

    device: DeviceSettings
    role: Annotated[Role, Meta(description="What is installed: `kiosk` or `camera`.")]
    hub: UpdateHub
