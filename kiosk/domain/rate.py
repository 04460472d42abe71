"""How much a stranger may ask: a bucket of tokens."""


class TokenBucket:
    """`take` succeeds `burst` times at once, and then `per_second` times a second.

    The bucket starts full. Instants are milliseconds since boot and never run backwards.
    """

    def __init__(self, *, per_second: float, burst: int, now_ms: int) -> None:
        self._per_ms = per_second / 1000
        self._burst = burst
        self._tokens = float(burst)
        self._filled_ms = now_ms

    def take(self, now_ms: int) -> bool:
        """Take one token. False: there is none."""
        grown = self._tokens + (now_ms - self._filled_ms) * self._per_ms
        self._tokens = min(float(self._burst), grown)
        self._filled_ms = now_ms
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
