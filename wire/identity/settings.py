"""The settings of `otklik-enrol`: who this device is, and where it asks for its certificate."""

from typing import Annotated

from msgspec import Meta, Struct

from wire.settings import DeviceSettings


class HubDoor(Struct, frozen=True, kw_only=True):
    """Where the device asks, and how it knows that it is the right place."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^https://[A-Za-z0-9.\-\[\]:]+$(?!\n)",
            description="Where `otklik-hub enrol` listens, such as `https://hub.example.com:8443`.",
        ),
    ]
    ca_file: Annotated[
        str,
        Meta(
            min_length=1,
            description="The organisation's authority (PEM). Only a hub that has a certificate of "
            "it is talked to.",
        ),
    ] = "/etc/otklik/ca.crt"
    token_file: Annotated[
        str,
        Meta(
            min_length=1,
            description="File that holds the card's one-time token; a bare name is looked up among "
            "systemd's credentials.",
        ),
    ] = "enrol-token"  # noqa: S105 - a file's name


class EnrolSettings(Struct, frozen=True, kw_only=True):
    """The whole file."""

    device: DeviceSettings
    hub: HubDoor
