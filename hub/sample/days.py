"""Days of three shops that never were, so that no page is empty. Seeded; pure.

What comes out are the very events that kiosks and cameras send, and they enter the hub by its own
ingest. The hub marks the devices as sample data, and so does every page that shows them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from wire.camera_events import FootfallWindow
from wire.messages import Press
from wire.scalars import Stamp

DAYS: Final = 60
WINDOW_SECONDS: Final = 300
"""Live cameras send a window a minute; five of them in one keep the sample small."""
_BOOT: Final = "5a" * 16
_BUTTONS: Final = 4


class SampleShop(NamedTuple):
    """A shop and its habits. Hours are local and open-ended: 9 to 20 closes at 20:00."""

    code: str
    name: str
    timezone: str
    place: tuple[float, float]
    """Latitude and longitude in degrees."""
    opens: int
    closes: int
    visitors_an_hour: float
    answer_share: float
    """How many of the visitors press a button."""
    mood: tuple[float, float, float, float]
    """Shares of the four buttons at a quiet hour, best first."""
    strain: float
    """How much a busy hour costs: the share of happy presses that turn unhappy when it is full."""


SHOPS: Final = (
    SampleShop(
        # The shop of the live devices.
        "market-hall",
        "Market Hall",
        "Europe/Warsaw",
        (52.23, 21.01),
        9,
        20,
        46,
        0.09,
        (0.52, 0.30, 0.11, 0.07),
        0.22,
    ),
    SampleShop(
        "harbour",
        "Harbour Street",
        "America/New_York",
        (40.70, -74.01),
        9,
        20,
        24,
        0.12,
        (0.61, 0.27, 0.08, 0.04),
        0.10,
    ),
    SampleShop(
        "station",
        "Station Arcade",
        "Europe/Helsinki",
        (60.17, 24.94),
        5,
        23,
        71,
        0.05,
        (0.42, 0.31, 0.16, 0.11),
        0.30,
    ),
)
"""Zones and hours such that at whatever hour somebody looks, one has a day with figures in it."""
_WEEKDAYS: Final = (0.82, 0.80, 0.86, 0.95, 1.22, 1.55, 0.75)
"""Monday to Sunday, about 1 on average."""


class DayEvents(NamedTuple):
    """One shop's local day: what its kiosk and its camera would have sent, in order."""

    presses: list[Press]
    windows: list[FootfallWindow]


def sample_days(
    shop: SampleShop, until: datetime, *, seed: int, days: int = DAYS
) -> Iterator[DayEvents]:
    """The days that end with the local day of `until`, which is cut off there.

    Args:
        shop: whose days.
        until: aware; nothing is made after it.
        seed: the same seed and day give the same events.
        days: how many.
    """
    zone = ZoneInfo(shop.timezone)
    last = until.astimezone(zone).date()
    counters = _Counters()
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        rng = np.random.default_rng([seed, day.toordinal(), *shop.code.encode()])
        yield _one_day(shop, day, zone, until, rng, counters)


class _Counters:
    """The sequence numbers of the two outboxes."""

    def __init__(self) -> None:
        self.press = 0
        self.window = 0


def _one_day(
    shop: SampleShop,
    day: date,
    zone: ZoneInfo,
    until: datetime,
    rng: np.random.Generator,
    counters: _Counters,
) -> DayEvents:
    presses: list[Press] = []
    windows: list[FootfallWindow] = []
    weather = rng.gamma(12, 1 / 12)  # some days are simply better than others
    inside = 0
    start = datetime.combine(day, time(shop.opens), zone).astimezone(UTC)
    end = datetime.combine(day, time(shop.closes), zone).astimezone(UTC)
    while start < end and start + timedelta(seconds=WINDOW_SECONDS) <= until:
        crowd = _crowd(start.astimezone(zone))
        rate = shop.visitors_an_hour * crowd * weather * WINDOW_SECONDS / 3600
        entered = int(rng.poisson(rate))
        closing = end - start <= timedelta(seconds=WINDOW_SECONDS)
        left = inside + entered if closing else int(rng.binomial(inside + entered, 0.28))
        inside += entered - left
        counters.window += 1
        windows.append(_window(counters.window, start, entered, left, rng))
        for offset in sorted(rng.uniform(0, WINDOW_SECONDS, rng.binomial(left, shop.answer_share))):
            counters.press += 1
            at = start + timedelta(seconds=float(offset))
            presses.append(_press(counters.press, at, _button(shop, crowd, rng), rng))
        start += timedelta(seconds=WINDOW_SECONDS)
    return DayEvents(presses, windows)


def _crowd(local: datetime) -> float:
    """How full it is against the shop's average: a lunch peak, an after-work peak, weekdays."""
    hour = local.hour + local.minute / 60
    lunch = 0.8 * np.exp(-(((hour - 12.5) / 1.4) ** 2))
    evening = 1.1 * np.exp(-(((hour - 17.5) / 1.6) ** 2))
    return float((0.45 + lunch + evening) * _WEEKDAYS[local.weekday()])


def _button(shop: SampleShop, crowd: float, rng: np.random.Generator) -> int:
    strain = shop.strain * max(0.0, crowd - 1.0)
    best, good, bad, worst = shop.mood
    moved = min(0.9, strain)
    shares = np.array(
        [best * (1 - moved), good, bad + best * moved * 0.6, worst + best * moved * 0.4]
    )
    return int(rng.choice(_BUTTONS, p=shares / shares.sum())) + 1


def _stamp(at: datetime) -> Stamp:
    return Stamp(wall=at, boot=_BOOT, boot_ms=0, synced=True)


def _press(seq: int, at: datetime, button: int, rng: np.random.Generator) -> Press:
    return Press(seq=seq, at=_stamp(at), button=button, of=_BUTTONS, play=bool(rng.random() < 0.03))


def _window(
    seq: int, at: datetime, entered: int, left: int, rng: np.random.Generator
) -> FootfallWindow:
    return FootfallWindow(
        seq=seq,
        at=_stamp(at),
        seconds=WINDOW_SECONDS,
        line="door",
        entered=entered,
        left=left,
        frames=WINDOW_SECONDS * 10,
        dropped=int(rng.poisson(4)),
        method="model_and_motion",
    )
