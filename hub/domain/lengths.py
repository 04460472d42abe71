"""Lengths of time in milliseconds, as instants are counted in.

A day here has 24 hours. A shop's own days have 23 to 25: see `hub.domain.calendar`.
"""

from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
