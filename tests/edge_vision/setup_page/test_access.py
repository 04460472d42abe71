"""Who gets in: the right code once, few tries, the local network only."""

import itertools

import pytest

from edge_vision.errors import CodeError
from edge_vision.setup_page.access import (
    Access,
    eight_digits,
    is_local,
    was_forwarded,
)
from wire.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def announced() -> list[str]:
    return []


@pytest.fixture
def access(clock: FakeClock, announced: list[str]) -> Access:
    numbers = itertools.count(11_111_111, 11_111_111)
    return Access(announced.append, clock, draw_code=lambda: f"{next(numbers):08d}")


def test_the_code_opens_a_session_once(access: Access, announced: list[str]) -> None:
    token = access.enter("1111 1111")
    assert access.csrf(token)
    assert access.csrf(token) != token
    with pytest.raises(CodeError, match="used already"):
        access.enter("11111111")
    assert announced == ["11111111"]


@pytest.mark.parametrize("token", [None, "", "guess"])
def test_no_session_without_a_code(access: Access, token: str | None) -> None:
    assert access.csrf(token) is None


def test_five_wrong_codes_make_a_new_one_and_a_pause(
    access: Access, clock: FakeClock, announced: list[str]
) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeError, match=f"Tries left: {left}"):
            access.enter("00000000")
    with pytest.raises(CodeError, match="new code"):
        access.enter("00000000")
    assert announced == ["11111111", "22222222"]
    with pytest.raises(CodeError, match="wait 30 s"):
        access.enter("22222222")
    clock.advance(30)
    with pytest.raises(CodeError, match="Tries left: 4"):
        access.enter("11111111")
    assert access.csrf(access.enter("22222222"))


def test_another_phone_gets_a_code_of_its_own(access: Access) -> None:
    first = access.enter("11111111")
    second = access.enter(access.new_code())
    assert access.csrf(first) != access.csrf(second)


def test_sessions_are_bounded(access: Access) -> None:
    first = access.enter("11111111")
    tokens = [access.enter(access.new_code()) for _ in range(8)]
    assert access.csrf(first) is None
    assert all(access.csrf(token) for token in tokens)


def test_codes_are_eight_digits_and_differ() -> None:
    codes = {eight_digits() for _ in range(20)}
    assert len(codes) > 1
    assert all(len(code) == 8 and code.isdecimal() for code in codes)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("172.32.0.1", False),
        ("192.168.178.20", True),
        ("169.254.7.7", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::5", True),
        ("::ffff:192.168.1.4", True),
        ("::ffff:8.8.8.8", False),
        ("8.8.8.8", False),
        ("100.64.0.1", False),
        ("2001:db8::1", False),
        ("", False),
        (None, False),
        ("phone", False),
    ],
)
def test_only_the_local_network_is_local(address: str | None, local: bool) -> None:
    assert is_local(address) is local


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-real-ip", "FORWARDED", "Via"])
def test_a_proxy_gives_itself_away(name: str) -> None:
    assert was_forwarded(["Host", name])
    assert not was_forwarded(["Host", "Accept"])
