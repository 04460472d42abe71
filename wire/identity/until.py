"""Trying until the device has what it needs: at first boot a shop may have no network for days."""

import logging
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Protocol

from wire.identity.ask import Asking
from wire.identity.errors import AwayError
from wire.identity.holding import Holding, Need

_log = logging.getLogger("otklik.identity")
_FIRST_SECONDS: Final = 5.0
_MOST_SECONDS: Final = 600.0


class Rest(Protocol):
    """`wire.service.StopFlag`, or a fake."""

    def wait(self, timeout_seconds: float) -> bool:
        """Rest; True: end."""


def pauses(chance: random.Random) -> Iterator[float]:
    """Seconds to rest after each failure: doubling to ten minutes, each shorter by chance.

    By chance, because after a power cut in a town all its devices ask at once.
    """
    longest = _FIRST_SECONDS
    while True:
        yield longest * chance.uniform(0.5, 1.0)
        longest = min(longest * 2, _MOST_SECONDS)


def hold_up_to_date(
    holding: Holding,
    token: str,
    ask: Asking,
    *,
    now: Callable[[], datetime],
    rest: Rest,
    chance: random.Random,
) -> Need | None:
    """Bring a device's identity up to date, however long the network takes.

    Returns:
        What was done; None: told to end before.

    Raises:
        IdentityError: trying again does not help.
        OSError: the disk takes nothing.
    """
    told = ""
    for pause in pauses(chance):
        try:
            return holding.bring_up_to_date(token, now(), ask)
        except AwayError as error:
            if str(error) != told:
                told = str(error)
                _log.warning("%s Trying on.", error)
        if rest.wait(pause):
            break
    return None
