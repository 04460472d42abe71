"""What a person on the hub asks one device to do now: restart, blink, test itself, send its log.

An order is signed, so the broker need not be trusted; for one connection of one device only
(`session`, see `Status`), so that it means nothing after a restart; and good until a time on the
device's own clock since boot, which is right also where no time server was ever reached. Each is
followed once. A device's answer is no event: it is worth nothing tomorrow, and is not kept on disk.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Final, Literal, NamedTuple, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from wire.clock import Clock
from wire.errors import OtklikError, UnreadableError
from wire.messages import MAX_PAYLOAD_BYTES, VERSION, Answer, Line
from wire.scalars import Count, Hex32, Name
from wire.settings import DeviceSettings

Kind = Literal["restart", "locate", "test", "log"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
GOOD_MS: Final = 120_000
"""How long an order is good for. Whoever gave it stands before the page and waits."""
MAX_LINES: Final = 200
_MAX_TEXT: Final = 300
_REMEMBERED: Final = 1000
_T = TypeVar("_T")


class Order(Struct, frozen=True, kw_only=True):
    """What is signed."""

    v: int
    name: Hex32
    """One-time."""
    site: Name
    device: Name
    session: Hex32
    kind: Kind
    until_boot_ms: Count


class SignedOrder(Struct, frozen=True, kw_only=True):
    """Down stream `command`. The signature is over the very bytes of `order`."""

    order: Annotated[str, Meta(max_length=2000)]
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]


class Outcome(NamedTuple):
    """What became of an order, line by line."""

    ok: bool
    lines: list[str]


Action = Callable[[], Outcome]
Verify = Callable[[bytes, str], bool]


class OrderDesk:
    """Decides which orders are followed, and follows them. For one thread.

    Args:
        device: who this is.
        session: of this connection.
        clock: time since boot.
        verify: whether a signature over some bytes is the hub's.
        actions: what this device can do, by kind; others are refused with an answer.
    """

    def __init__(
        self,
        device: DeviceSettings,
        session: str,
        clock: Clock,
        verify: Verify,
        actions: Mapping[str, Action],
    ) -> None:
        self._device = device
        self._session = session
        self._clock = clock
        self._verify = verify
        self._actions = actions
        self._done: dict[str, None] = {}

    def take(self, payload: bytes) -> Answer:
        """Follow an order, or say why not.

        Raises:
            UnreadableError: it is not from the hub, or not for us: nobody is owed an answer.
        """
        order = self._read(payload)
        outcome = self._refusal(order) or self._follow(order)
        return Answer(
            v=VERSION,
            site=self._device.site,
            device=self._device.name,
            name=order.name,
            at=self._clock.now(),
            ok=outcome.ok,
            lines=[Line(text=one[:_MAX_TEXT]) for one in outcome.lines[-MAX_LINES:]],
        )

    def _read(self, payload: bytes) -> Order:
        signed = _decode(payload, SignedOrder)
        body = signed.order.encode()
        if not self._verify(body, signed.signature):
            raise UnreadableError("wrong_sender", "the signature is not the hub's")
        order = _decode(body, Order)
        if (order.site, order.device) != (self._device.site, self._device.name):
            raise UnreadableError("wrong_sender", f"it is for {order.site}/{order.device}")
        if order.v != VERSION:
            raise UnreadableError("future_version", f"version {order.v}")
        if order.name in self._done:
            raise UnreadableError("repeated", "it was followed already")
        return order

    def _refusal(self, order: Order) -> Outcome | None:
        if order.session != self._session:
            return Outcome(False, ["The device has started anew since; give the order again."])
        if self._clock.boot_ms() > order.until_boot_ms:
            return Outcome(False, ["The order came too late; give it again."])
        if order.kind not in self._actions:
            return Outcome(False, ["This device cannot do that."])
        return None

    def _follow(self, order: Order) -> Outcome:
        # Remembered first: an action that fails half-way is not begun again by a repeat.
        self._done[order.name] = None
        if len(self._done) > _REMEMBERED:
            del self._done[next(iter(self._done))]
        try:
            return self._actions[order.kind]()
        except OtklikError as error:
            return Outcome(False, [str(error)])


def _decode(payload: bytes, kind: type[_T]) -> _T:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise UnreadableError("too_large", f"{len(payload)} bytes")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise UnreadableError("wrong_type", str(error)) from error
