"""What a kiosk tells beside its presses."""

from typing import Annotated

from msgspec import Meta, Struct

from wire.scalars import Seq, Stamp

Choice = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,60}$(?!\n)")]
"""One of the settings' own words: nobody types anything at a kiosk."""

Question = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{0,120}$(?!\n)")]
"""What a kiosk asks. Empty: not said."""


class Reason(Struct, frozen=True, kw_only=True):
    """What somebody chose who was asked for the reason of the press just made.

    An event of its own: the press was recorded and thanked before anybody was asked, and counts
    whether or not there is an answer. `button` of `of` is that press's.
    """

    seq: Seq
    at: Stamp
    button: Annotated[int, Meta(ge=1, le=6)]
    of: Annotated[int, Meta(ge=2, le=6)]
    reason: Choice
    play: bool = False
    """As of the press."""

    def __post_init__(self) -> None:
        if self.button > self.of:
            raise ValueError(f"button {self.button} of only {self.of}")
