"""The command as a process: asked to end, and killed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.support.waiting import PATIENCE_SECONDS
from wire.outbox import Outbox

SETTINGS = """
[device]
site = "north"
name = "kiosk-1"
[broker]
port = 1  # nobody there
[outbox]
path = "{folder}/outbox.sqlite"
[kiosk]
pins = "mock"
"""


class Kiosk:
    """`otklik-kiosk run --keyboard` with its keys and its words in the test's hands."""

    def __init__(self, folder: Path) -> None:
        (folder / "kiosk.toml").write_text(SETTINGS.format(folder=folder))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run", "--keyboard", f"--settings={folder}/kiosk.toml"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._keys: IO[str] = self._process.stdin
        self._words: IO[str] = self._process.stdout

    def press(self, keys: str) -> None:
        self._keys.write(keys)
        self._keys.flush()

    def hear(self, count: int) -> list[str]:
        return [self._words.readline().strip() for _ in range(count)]

    def end(self, how: signal.Signals) -> tuple[int, list[str]]:
        """The exit code, and what was said until then."""
        self._process.send_signal(how)
        said = self._words.read().splitlines()
        code = self._process.wait(timeout=PATIENCE_SECONDS)
        self._words.close()
        self._keys.close()
        return code, said


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    running = Kiosk(tmp_path)
    yield running
    if running._process.poll() is None:
        running.end(signal.SIGKILL)


def stored(folder: Path) -> list[int]:
    outbox = Outbox(folder / "outbox.sqlite")
    numbers = [row.seq for row in outbox.after(0, 10_000)]
    outbox.close()
    return numbers


def test_a_kiosk_asked_to_stop_ends_well(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.press("14")
    assert kiosk.hear(2) == ["thanked 1", "thanked 4"]
    code, _ = kiosk.end(signal.SIGTERM)
    assert code == 0
    assert stored(tmp_path) == [1, 2]


def test_every_thanked_press_survives_a_kill(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.press("1234" * 300)
    thanked = kiosk.hear(150)
    _, more = kiosk.end(signal.SIGKILL)
    thanked += more
    assert all(line.startswith("thanked") for line in thanked)
    numbers = stored(tmp_path)
    assert numbers == list(range(1, len(numbers) + 1))
    # At most one press was on disk and not yet thanked for when the kill came.
    assert 0 <= len(numbers) - len(thanked) <= 1


def test_a_kiosk_without_a_screen_never_loads_flask() -> None:
    program = "import sys, kiosk.service; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_settings_can_be_read_without_pins_or_pages() -> None:
    """The card maker proves a kiosk's settings on a machine that has neither library."""
    program = "import sys, kiosk.settings; sys.exit(bool({'flask', 'gpiozero'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
