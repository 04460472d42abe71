"""Settings of orders and settings from afar: `[orders]`."""

from typing import Annotated

from msgspec import Meta, Struct


class OrderSettings(Struct, frozen=True, kw_only=True):
    """Whose orders this device follows: restart, blink, test, send the newest lines of its log."""

    key: Annotated[
        str,
        Meta(
            pattern=r"^([0-9a-f]{64})?$(?!\n)",
            description="The hub's public key, as `otklik-hub order key` shows it; empty: orders "
            "are not followed, and settings from the hub do not act.",
        ),
    ] = ""
    trial_seconds: Annotated[
        int,
        Meta(
            ge=30,
            le=3600,
            description="Settings from the hub that have not proved themselves after so long are "
            "given back.",
        ),
    ] = 120
