"""Settings of the organisation's own certificate authority: `[ca]`."""

from typing import Annotated

from msgspec import Meta, Struct


class CaSettings(Struct, frozen=True, kw_only=True):
    """The organisation's certificate authority, for devices that have certificates."""

    folder: Annotated[
        str,
        Meta(
            min_length=1,
            description="Where its key (encrypted) and certificate lie; relative to systemd's "
            "state directory where there is one.",
        ),
    ] = "ca"
    passphrase_file: Annotated[
        str,
        Meta(
            min_length=1,
            description="File that holds the passphrase of its key; a bare name is looked up among "
            "systemd's credentials.",
        ),
    ] = "ca-passphrase"  # noqa: S105 - a file's name
    broker_folder: Annotated[
        str,
        Meta(
            min_length=1,
            description="Where the broker's access list and revocation list are written; relative "
            "to systemd's state directory where there is one.",
        ),
    ] = "broker"
    host: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address on which `otklik-hub enrol` listens for devices; 0.0.0.0 is "
            "reached from everywhere.",
        ),
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="Its TCP port.")] = 8443
    names: Annotated[
        list[str],
        Meta(
            description="Host names or addresses under which devices reach it, such as "
            '`["hub.example.com"]`. Needed for `otklik-hub enrol`.'
        ),
    ] = []
    device_days: Annotated[
        int,
        Meta(
            ge=2,
            le=3650,
            description="Days for which a device's certificate is good. Devices renew it by "
            "themselves when a third of them is left.",
        ),
    ] = 365
    warn_days: Annotated[
        int,
        Meta(ge=1, le=365, description="An alert is opened so many days before one runs out."),
    ] = 30
