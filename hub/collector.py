"""The collector of garbage, told what this hub is like.

Next to nothing here is part of a cycle, so there is little to find. What it costs is the walk over
all objects, during which nobody is answered.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_THRESHOLDS: Final = (5_000, 10, 100)
"""Of Python's three generations. By 20,000, a walk took up to 30 ms of somebody's page, by 5,000 it
takes 3; by Python's own 700, a tenth of ingest's processor time went into walks."""


def spare() -> None:
    """Walk more seldom, in the whole process, and not over what is loaded by now."""
    leave_out()
    gc.set_threshold(*_THRESHOLDS)


def leave_out() -> None:
    """Leave out what there is from now on, and look at what was left out before once more.

    For moments after which much stays for long.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def settled() -> Iterator[None]:
    """While pages are served, what is there from the start is left out.

    A full collection walked over all libraries' objects each time, and somebody's page waited for
    it: 140 to 170 ms of processor each time where it was measured, 2 ms since.
    """
    leave_out()
    try:
        yield
    finally:
        gc.unfreeze()
