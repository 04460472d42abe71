"""The newest lines of our own log, kept in memory for whoever may ask for them from afar.

Not the machine's journal: a service that reads the journal can read what every other one wrote.
"""

import logging
import re
from collections import deque
from typing import Final

_MAX_LINES: Final = 200
_SECRET: Final = re.compile(
    r"(?i)\b([\w-]*(?:password|passphrase|token|secret|psk)[\w-]*[\"']?\s*[=:]\s*)[^\s,;]+"
)
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class LogMemory(logging.Handler):
    """Keeps the newest lines; what looks like a secret is stars in them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter(_FORMAT))
        self._lines: deque[str] = deque(maxlen=_MAX_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record. A traceback is several lines."""
        try:
            lines = self.format(record).splitlines()
        except Exception:  # noqa: BLE001 - as logging itself does: a log must not end the program
            self.handleError(record)
            return
        self._lines.extend(masked(line) for line in lines)

    def lines(self) -> list[str]:
        """The lines, oldest first."""
        self.acquire()
        try:
            return list(self._lines)
        finally:
            self.release()


def masked(line: str) -> str:
    """The line with stars for what follows `password=`, `token:` and the like."""
    return _SECRET.sub(r"\1********", line)
