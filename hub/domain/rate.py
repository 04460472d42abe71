"""How often one may ask: so many questions at once, and as many again each minute.

The generic cell rate algorithm (ITU-T I.371, there for cells of a network): a single number for
each asker, the time at which its allowance will be full again. A leaky bucket with no leak to run.
"""

from typing import NamedTuple


class Verdict(NamedTuple):
    """What is said to one question, and what is left."""

    allowed: bool
    remaining: int
    """Questions that could be asked right now."""
    reset_seconds: float
    """Until the whole allowance is there again."""
    retry_seconds: float
    """Until one more may be asked. 0: at once."""
    full_at_ms: float
    """To be given back at the next question."""


def ask(full_at_ms: float, now_ms: float, *, per_minute: int) -> Verdict:
    """Weigh one question.

    Args:
        full_at_ms: from the last verdict; any time in the past for who never asked.
        now_ms: this instant, on the same clock.
        per_minute: the allowance, and what flows back in a minute.
    """
    step_ms = 60_000 / per_minute
    full_ms = max(full_at_ms, now_ms)
    behind_ms = full_ms + step_ms - now_ms
    # A millionth of a step: what rounding adds must not take the last question away.
    allowed = behind_ms <= 60_000 + step_ms * 1e-6
    if allowed:
        full_ms += step_ms
    used_ms = full_ms - now_ms
    remaining = int((60_000 - used_ms) / step_ms + 1e-6)
    return Verdict(
        allowed,
        max(0, remaining),
        used_ms / 1000,
        max(0.0, used_ms + step_ms - 60_000) / 1000 if remaining < 1 else 0.0,
        full_ms,
    )
