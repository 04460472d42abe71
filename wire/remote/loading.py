"""A device's settings as they act: its own file, and what the hub sent laid over it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from wire.clock import Clock
from wire.device_file import DeviceFile
from wire.errors import OtklikError
from wire.remote.keeper import FILE, Keeper
from wire.remote.messages import Values
from wire.remote.overlay import overlaid, values_of
from wire.settings import state_path

_S = TypeVar("_S", bound=DeviceFile)


@contextmanager
def last_words(keeper: Keeper | None) -> Iterator[None]:
    """Remember by what fault the program ends, in case settings on trial are the cause."""
    try:
        yield
    except OtklikError as error:
        if keeper is not None:
            keeper.ended(str(error))
        raise


def with_hub(own: _S, keys: Collection[str], clock: Clock) -> tuple[_S, Keeper | None]:
    """Lay over a device's own settings what the hub sent before, and watch for more.

    A trial's start is counted by this call: only for the program that does the device's work.

    Args:
        own: what its file says.
        keys: what may be changed from afar.
        clock: time.

    Returns:
        What acts, and the keeper. None: no key is set, so nothing of the hub acts.

    Raises:
        ImportError: a key is set, and the extra `identity` is not installed.
    """
    if not own.orders.key:
        return own, None
    from wire.signing import verify  # noqa: PLC0415 - a device without a key needs none

    def judge(values: Values) -> Values:
        return values_of(overlaid(own, values, keys), keys)

    keeper = Keeper(
        state_path(own.outbox.path).with_name(FILE),
        own.device,
        partial(verify, own.orders.key),
        judge,
        clock,
        own.orders.trial_seconds,
    )
    return overlaid(own, keeper.values, keys), keeper
