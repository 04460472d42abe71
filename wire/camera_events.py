"""What a camera tells: sums over people and spans of time, never one person."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from wire.scalars import BinName, Count, Hex32, Name, Seconds, Seq, Stamp

DWELL_BINS: Final = ("5", "15", "30", "60", "120", "300", "600", "1800", "more")
"""Upper limits of dwell times in seconds: what a median or a 90th percentile is read from."""


class FootfallWindow(Struct, frozen=True, kw_only=True):
    """How many people crossed one line within one span of time. Staff are apart."""

    seq: Seq
    at: Stamp
    """Start of the window."""
    seconds: Seconds
    line: Name
    entered: Count
    left: Count
    frames: Count
    """Frames looked at."""
    dropped: Count = 0
    """Frames not looked at because the machine was too slow."""
    method: Literal["motion", "model", "model_and_motion"] = "motion"
    kind: Literal["door", "street"] = "door"
    """`street`: passers-by, in whose number those who entered are a share (the capture rate)."""
    staff_entered: Count = 0
    """Crossings of people taken for staff, which `entered` does not hold."""
    staff_left: Count = 0


class ZoneWindow(Struct, frozen=True, kw_only=True):
    """What happened in one zone within one span of time: sums over visitors, never one of them."""

    seq: Seq
    at: Stamp
    """Start of the window."""
    seconds: Seconds
    zone: Name
    kind: Literal["area", "queue"] = "area"
    visits: Count
    """Visits that ended in this window."""
    dwell_ms: Count
    """Their dwell times (in a queue: waiting times), added up."""
    dwell_bins: Annotated[dict[BinName, Count], Meta(max_length=16)] = {}
    """The same visits by dwell time: upper limit in seconds -> visits. See `DWELL_BINS`."""
    occupancy_ms: Count
    """Time that people spent in the zone in this window, over all of them. Divided by the length
    of the window: the mean occupancy, in a queue the mean queue length."""
    most: Count
    """Most people at one time."""
    staff_visits: Count = 0
    """Visits of people taken for staff, which nothing above holds."""


class OccupancyReset(Struct, frozen=True, kw_only=True):
    """The count of people inside was set to zero, and how far it was off. A counter's own error."""

    seq: Seq
    at: Stamp
    """When it was set to zero."""
    seconds: Annotated[int, Meta(ge=0, le=2**31)]
    """Since it was last zero by settings."""
    entered: Count
    """In these seconds, over all door lines of the camera."""
    left: Count
    removed: Count
    """People still counted as inside, although nobody can be."""
    held: Count
    """Times somebody left who was never seen to enter, so that the count was held at zero."""


class AuditMinute(Struct, frozen=True, kw_only=True):
    """One minute of an audit: a person beside the door counts while the camera counts."""

    seq: Seq
    at: Stamp
    """Start of the minute."""
    seconds: Seconds
    audit: Hex32
    """Names the audit, at random."""
    line: Name
    tapped_in: Count
    """Counted by the person."""
    tapped_out: Count
    counted_in: Count
    """Counted by the camera."""
    counted_out: Count
    agreed_in: Count
    """Pairs of a tap and a count close to one another in time, each of them in one pair."""
    agreed_out: Count
