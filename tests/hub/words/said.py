"""What a page says to people."""

import re
from html.parser import HTMLParser

WORDS = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Otklik", "UTC", "CSV", "IANA"}
SAID_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt", "aria-description", "data-title"}
AS_TYPED = {"code", "pre", "script", "style", "svg"}


class Said(HTMLParser):
    """Collects texts, and those attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._typed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in AS_TYPED or "lang" in dict(attrs):
            self._typed.append(tag)
        said = [value for name, value in attrs if name in SAID_ATTRIBUTES and value]
        self.found += [value for value in said if value != "https://"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if self._typed and self._typed[-1] == tag:
            self._typed.pop()

    def handle_data(self, data: str) -> None:
        if not self._typed:
            self.found.append(data)
