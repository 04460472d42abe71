"""How often each token may ask: `web.api_per_minute`, counted in this process."""

import threading
from collections.abc import Callable
from math import ceil
from typing import Final

from hub.domain.rate import Verdict, ask

_FORGET_ABOVE: Final = 1000
"""Tokens to remember before those are forgotten whose allowance is full again."""


class Allowance:
    """What is left to each token. Any thread may ask.

    Args:
        per_minute: questions that a token may ask in a minute.
        boot_ms: time that is never set back.
    """

    def __init__(self, per_minute: int, boot_ms: Callable[[], int]) -> None:
        self._per_minute = per_minute
        self._boot_ms = boot_ms
        self._lock = threading.Lock()
        self._full_at_ms: dict[int, float] = {}

    def take(self, token_id: int) -> Verdict:
        """Count one question of a token."""
        now_ms = self._boot_ms()
        with self._lock:
            found = self._full_at_ms.get(token_id, now_ms)
            verdict = ask(found, now_ms, per_minute=self._per_minute)
            self._full_at_ms[token_id] = verdict.full_at_ms
            if len(self._full_at_ms) > _FORGET_ABOVE:
                kept = {one: at for one, at in self._full_at_ms.items() if at > now_ms}
                self._full_at_ms = kept
        return verdict

    def headers(self, verdict: Verdict) -> dict[str, str]:
        """What tells a program how it stands (IETF draft `ratelimit-headers`)."""
        told = {
            "RateLimit-Limit": str(self._per_minute),
            "RateLimit-Remaining": str(verdict.remaining),
            "RateLimit-Reset": str(ceil(verdict.reset_seconds)),
        }
        if not verdict.allowed:
            told["Retry-After"] = str(max(1, ceil(verdict.retry_seconds)))
        return told
