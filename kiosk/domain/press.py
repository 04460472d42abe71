"""The words of this room. Buttons are numbered from 1, the best, as in `wire.messages.Press`."""

from typing import NamedTuple


class Edge(NamedTuple):
    """A contact closed (`down`) or opened, bounce and all. `at_ms`: milliseconds since boot."""

    button: int
    down: bool
    at_ms: int


class Contact(NamedTuple):
    """A button went down or up, bounce removed. `at_ms`: when the lasting state began."""

    button: int
    down: bool
    at_ms: int


class CountedPress(NamedTuple):
    """One press that counts. `play`: it looks like play (see `play.PlayRule`)."""

    button: int
    at_ms: int
    play: bool


def earliest(*instants_ms: int | None) -> int | None:
    """The first of several instants, of which None never come. None: none of them ever comes."""
    return min((at_ms for at_ms in instants_ms if at_ms is not None), default=None)
