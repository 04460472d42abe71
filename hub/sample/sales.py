"""What the tills of the sample shops took, hour by hour, to go with who came in. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from hub.domain.sales_lines import Sale
from hub.sample.days import DayEvents, SampleShop

_CURRENCIES: Final = {"Europe/Warsaw": "PLN", "America/New_York": "USD"}
_BUYING: Final = 0.34
_BASKET: Final = 1840
"""The mean basket in the smallest unit."""


def sample_sales(
    shop: SampleShop, site_id: int, days: Iterable[DayEvents], until: datetime, *, seed: int
) -> list[Sale]:
    """The sales of every hour of the shop's clock that is over and had a visitor.

    Args:
        shop: whose.
        site_id: its number in the store.
        days: from `sample_days`.
        until: aware; the hour it lies in is not told yet.
        seed: the same seed and days, the same sales.
    """
    zone = ZoneInfo(shop.timezone)
    came: Counter[tuple[str, int]] = Counter()
    for day in days:
        for window in day.windows:
            local = window.at.wall.astimezone(zone)
            came[local.date().isoformat(), local.hour] += window.entered
    now = until.astimezone(zone)
    came.pop((now.date().isoformat(), now.hour), None)
    rng = np.random.default_rng([seed, 5, *shop.code.encode()])
    currency = _CURRENCIES.get(shop.timezone, "EUR")
    return [
        Sale(
            site_id, day, hour, sold, int(rng.gamma(4 * sold, _BASKET / 4)) if sold else 0, currency
        )
        for (day, hour), visitors in sorted(came.items())
        for sold in [int(rng.binomial(visitors, _BUYING))]
    ]
