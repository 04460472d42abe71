"""A real browser, and what it complains of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

PATIENCE_MS = 60_000
"""On a machine with much else to do the first page of experiments, which loads a library of
statistics, takes longer than the half minute that is usual."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium while the block lasts; skips the test where none is installed."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium: apt install chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program)
        yield opened
        opened.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A profile of its own, whose pages wait as long as `expect` does."""
    made = browser.new_context(**options)
    made.set_default_timeout(PATIENCE_MS)
    return made


def complaints_of(shown: Page | BrowserContext) -> list[str]:
    """What its console says in red or yellow from now on, and errors that nobody caught."""
    found: list[str] = []
    if isinstance(shown, BrowserContext):
        shown.on("weberror", lambda error: found.append(str(error.error)))
    else:
        shown.on("pageerror", lambda error: found.append(str(error)))
    shown.on(
        "console",
        lambda said: found.append(said.text) if said.type in {"error", "warning"} else None,
    )
    return found
