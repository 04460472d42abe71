"""When a new version counts as healthy, and when as unwell. Pure."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

WITHIN_SECONDS: Final = 300
STEADY_SECONDS: Final = 60
_RESTARTS: Final = 3
_TOO_SHORT: Final = "It was healthy for less than a minute."


class Look(NamedTuple):
    """A service as systemd sees it. `restarts`: since it was started by hand."""

    active: bool
    restarts: int
    connected: bool


class Seen(NamedTuple):
    """A look at all services of the role, and when: seconds since the switch."""

    at_seconds: float
    looks: Sequence[Look]


Verdict = Literal["healthy", "unwell", "wait"]


def verdict(seen: Sequence[Seen], *, was_connected: bool) -> tuple[Verdict, str]:
    """Judge a trial by everything seen of it, oldest first.

    Healthy: for a minute without a break every service is active, none restarts, and the broker
    is reached, if it was reached before. A service is active only once it has said itself
    that it does its work (`Type=notify`), and its watchdog ends it when its loop stands still.

    Returns:
        The verdict, and the reason why it is not healthy yet or not at all.
    """
    why, since = "It was not looked at.", None
    before: Seen | None = None
    for each in seen:
        fault = _fault(each, before, was_connected=was_connected)
        why, since = (fault, None) if fault else (_TOO_SHORT, since or each)
        before = each
    if before is None:
        return "wait", why
    ended = sum(look.restarts for look in before.looks) - sum(one.restarts for one in seen[0].looks)
    if ended >= _RESTARTS:
        return "unwell", f"A service ended {ended} times."
    if since is not None and before.at_seconds - since.at_seconds >= STEADY_SECONDS:
        return "healthy", ""
    return ("unwell" if before.at_seconds >= WITHIN_SECONDS else "wait"), why


def _fault(seen: Seen, before: Seen | None, *, was_connected: bool) -> str:
    if not all(look.active for look in seen.looks):
        return "A service does not start, or does not say that it works."
    if before and [one.restarts for one in seen.looks] != [one.restarts for one in before.looks]:
        return "A service ended and was started anew."
    if was_connected and not all(look.connected for look in seen.looks):
        return "It does not reach the broker, which the version before it did."
    return ""
