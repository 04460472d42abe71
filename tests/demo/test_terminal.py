import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console

from demo.terminal import Terminal, keys
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        try:
            os.close(end)
        except OSError:
            continue  # the test has closed it


def test_keys_come_through_a_pipe_all_of_them(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"1234")
    with keys(reading) as pressed:
        assert pressed(PATIENCE_SECONDS) == "1234"


def test_no_key_is_an_empty_string(pipe: tuple[int, int]) -> None:
    with keys(pipe[0]) as pressed:
        assert pressed(0) == ""


def test_a_pipe_that_ended_is_not_read_again(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.close(writing)
    with keys(reading) as pressed:
        assert [pressed(0), pressed(0)] == ["", ""]


def test_bytes_that_are_no_text_are_no_keys(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.write(writing, b"\xff1\x80")
    with keys(reading) as pressed:
        assert pressed(PATIENCE_SECONDS) == "1"


_IN_ITS_OWN_TERMINAL = """
import sys, termios
from demo.terminal import keys
before = termios.tcgetattr(0)
with keys() as pressed:
    print("ready", flush=True)
    typed = pressed(60)
print("typed", typed, "restored", termios.tcgetattr(0) == before, flush=True)
"""


def test_a_terminal_gives_keys_without_enter_and_is_as_before_afterwards() -> None:
    """In a session of its own, because a terminal's keys go to its foreground group only."""
    terminal, inner = pty.openpty()
    child = subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "-c", _IN_ITS_OWN_TERMINAL],
        stdin=inner,
        stdout=inner,
        stderr=inner,
    )
    os.close(inner)
    said = read_until(terminal, b"ready")
    os.write(terminal, b"3")
    said += read_until(terminal, b"restored True")
    assert b"typed 3" in said
    assert child.wait(timeout=PATIENCE_SECONDS) == 0
    os.close(terminal)


def read_until(terminal: int, words: bytes) -> bytes:
    said = b""
    while words not in said:
        try:
            said += os.read(terminal, 1024)
        except OSError as error:
            raise AssertionError(f"ended after {said!r}") from error
    return said


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _text: str) -> int:
        raise OSError(5, "Input/output error")

    def isatty(self) -> bool:
        return True


def test_a_closed_terminal_stops_nobody() -> None:
    terminal = Terminal(Console(file=Gone()))
    terminal.say("All ended.")
    with terminal.working("Starting ...") as status:
        status.update("Open.")


def test_the_panel_names_each_page_and_step() -> None:
    out = io.StringIO()
    terminal = Terminal(Console(file=out, width=70))
    terminal.open_panel([("Kiosk", "http://127.0.0.1:1", "a page")], ["Press it."], "Ctrl-C ends.")
    text = out.getvalue()
    for part in ("Kiosk", "http://127.0.0.1:1", "a page", "1. Press it.", "Ctrl-C ends."):
        assert part in text


@pytest.mark.parametrize(("ignored", "ended"), [("", True), ("signal.SIG_IGN", False)])
def test_a_closed_terminal_ends_the_demo_unless_nohup_was_asked_for(
    ignored: str, ended: bool
) -> None:
    # The test itself may run under nohup.
    ignore = f"signal.signal(signal.SIGHUP, {ignored or 'signal.SIG_DFL'})\n"
    script = (
        f"import os, signal; from demo.terminal import on_hangup\n{ignore}said = []\n"
        "on_hangup(lambda: said.append(1)); os.kill(os.getpid(), signal.SIGHUP); print(bool(said))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == str(ended)
