"""A device's settings as they act: its own file, and what the hub sent laid over it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from wire.clock import Clock
from wire.device_file import DeviceFile
from wire.errors import OtklikError, SettingsError
from wire.remote.keeper import FILE, Keeper, kept_in
from wire.remote.messages import Values
from wire.remote.overlay import overlaid, values_of
from wire.settings import state_path

_S = TypeVar("_S", bound=DeviceFile)


def proven_values(own: DeviceFile, keys: Collection[str]) -> Values:
    """What the hub sets for this device and has proved itself, by key; it wins over the file.

    For who works with a device beside its program: no start of a trial is counted, nothing is
    taken from the network. Empty: nothing, or values that do not go with the file any more.
    """
    good = kept_in(state_path(own.outbox.path).with_name(FILE)).good if own.orders.key else None
    try:
        overlaid(own, good.values if good else {}, keys)
    except SettingsError:
        return {}
    return good.values if good else {}


def as_proven(own: _S, keys: Collection[str]) -> _S:
    """The device's own settings with those of the hub that have proved themselves."""
    return overlaid(own, proven_values(own, keys), keys)


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
