"""Keys as buttons: on a real pseudo-terminal, and through a pipe."""

import os
import pty
import termios
from collections.abc import Iterator

import pytest

from kiosk.inbox import Inbox, Tap
from kiosk.keyboard import Keyboard
from tests.support.waiting import eventually
from wire.clock import FakeClock


def keyboard(descriptor: int, inbox: Inbox, said: list[str]) -> Keyboard:
    return Keyboard(4, inbox=inbox, clock=FakeClock(), say=said.append, descriptor=descriptor)


def taken(inbox: Inbox, count: int) -> list[Tap]:
    taps: list[Tap] = []

    def enough() -> bool:
        taps.extend(item for item in inbox.take(timeout_seconds=0) if isinstance(item, Tap))
        return len(taps) >= count

    eventually(enough)
    return taps


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal: the person's and the program's."""
    person, program = pty.openpty()
    yield person, program
    os.close(person)
    os.close(program)


def test_keys_press_without_enter_and_others_do_nothing(terminal: tuple[int, int]) -> None:
    person, program = terminal
    inbox = Inbox()
    said: list[str] = []
    with keyboard(program, inbox, said):
        os.write(person, b"1x94")
        taps = taken(inbox, 2)
        for tap in taps:
            tap.answer(tap.button == 1)
    assert [tap.button for tap in taps] == [1, 4]
    assert said == ["thanked 1", "lost 4"]


def test_the_terminal_is_given_back_as_it_was(terminal: tuple[int, int]) -> None:
    _, program = terminal
    before = termios.tcgetattr(program)
    with keyboard(program, Inbox(), []):
        assert not termios.tcgetattr(program)[3] & termios.ICANON
    assert termios.tcgetattr(program) == before


def test_a_pipe_presses_and_may_end() -> None:
    read, write = os.pipe()
    inbox = Inbox()
    with keyboard(read, inbox, []):
        os.write(write, b"2\n3\n")
        os.close(write)
        assert [tap.button for tap in taken(inbox, 2)] == [2, 3]
    os.close(read)


def test_a_fast_pipe_waits_for_room_and_loses_nothing() -> None:
    read, write = os.pipe()
    inbox = Inbox(limit=5)
    with keyboard(read, inbox, []):
        os.write(write, b"1" * 40)
        assert len(taken(inbox, 40)) == 40
    assert inbox.dropped == 0
    os.close(write)
    os.close(read)


def test_a_full_inbox_does_not_keep_the_program_from_ending() -> None:
    read, write = os.pipe()
    inbox = Inbox(limit=1)
    with keyboard(read, inbox, []):
        os.write(write, b"11")
        eventually(lambda: not inbox.has_room)
    os.close(write)
    os.close(read)
