"""What fields of messages are made of: names, counts, instants, each with its limits."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from wire.topics import NAME_PATTERN

Name = Annotated[str, Meta(pattern=NAME_PATTERN)]
Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
Utc = Annotated[datetime, Meta(tz=True)]
Sentence = Annotated[str, Meta(max_length=300)]
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]
Seconds = Annotated[int, Meta(ge=1, le=3600)]
BinName = Annotated[str, Meta(pattern=r"^([0-9]{1,5}|more)$(?!\n)")]
CounterName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,79}$(?!\n)")]


class Stamp(Struct, frozen=True):
    """An instant as a device knows it.

    `wall` is UTC by the device's clock; believe it only when `synced`. `boot_ms` is milliseconds
    since the boot named `boot`, and is right always, but compares only within one boot.
    """

    wall: Utc
    boot: Hex32
    boot_ms: Count
    synced: bool
