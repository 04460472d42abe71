"""When something that did not get through is tried again."""

from typing import Final

FIRST_PAUSE_SECONDS: Final = 30
LONGEST_PAUSE_SECONDS: Final = 3600
MOST_TRIES: Final = 20
"""Some 14 hours: a mail server that is repaired over night still gets yesterday's alerts."""


def pause_seconds(tries: int) -> int:
    """How long after a try the next one comes, if it fails; twice as long each time.

    Args:
        tries: how many there were, with this one.
    """
    return int(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** (tries - 1)))
