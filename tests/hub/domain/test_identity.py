"""Who may have a certificate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.broker_access import access_list
from hub.domain.identity import (
    WORDS,
    Life,
    Right,
    broker_name,
    is_device,
    judge,
    judge_renewal,
    state,
)

DAY = 86_400_000
RIGHT = Right("north/door", begins_ms=0, expires_ms=100, withdrawn=False, key_hash=None)
NAMES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,30}", fullmatch=True)


@pytest.mark.parametrize(
    ("right", "device", "key", "now_ms", "verdict"),
    [
        (RIGHT, "north/door", "k", 50, "new"),
        (RIGHT, "north/door", "k", 99, "new"),
        (RIGHT, "north/door", "k", 100, "late"),
        (RIGHT, "north/till", "k", 50, "other_device"),
        (RIGHT._replace(withdrawn=True), "north/door", "k", 50, "withdrawn"),
        (RIGHT._replace(key_hash="k"), "north/door", "k", 50, "again"),
        (RIGHT._replace(key_hash="k"), "north/door", "k", 5000, "again"),
        (RIGHT._replace(key_hash="k"), "north/door", "other", 50, "spent"),
        (RIGHT._replace(key_hash="k", withdrawn=True), "north/door", "k", 50, "withdrawn"),
        (None, "north/door", "k", 50, "unknown"),
    ],
)
def test_a_right_is_judged(
    right: Right | None, device: str, key: str, now_ms: int, verdict: str
) -> None:
    assert judge(right, device, key, now_ms) == verdict
    assert verdict in WORDS or verdict in ("new", "again")


def test_a_renewal_waits_for_the_second_half_of_a_certificates_life() -> None:
    assert judge_renewal(RIGHT, "north/door", "k", 49) == "early"
    assert judge_renewal(RIGHT, "north/door", "k", 50) == "new"


@given(
    st.lists(
        st.tuples(st.sampled_from(["a/x", "b/y"]), st.sampled_from("klm"), st.integers(0, 200)),
        max_size=20,
    )
)
def test_whoever_asks_and_whenever_one_key_at_most_ever_gets_a_certificate(
    asks: list[tuple[str, str, int]],
) -> None:
    right = Right("a/x", 0, 100, withdrawn=False, key_hash=None)
    given_to = set()
    for device, key, now_ms in asks:
        verdict = judge(right, device, key, now_ms)
        if verdict == "new":
            assert now_ms < 100
            right = right._replace(key_hash=key)
        if verdict in ("new", "again"):
            assert device == "a/x"
            given_to.add(key)
    assert len(given_to) <= 1


@given(NAMES, NAMES, NAMES, NAMES)
def test_no_two_devices_share_a_name_at_the_broker(a: str, b: str, c: str, d: str) -> None:
    assert (broker_name(f"{a}/{b}") == broker_name(f"{c}/{d}")) == ((a, b) == (c, d))


@given(NAMES, NAMES)
def test_a_device_is_a_shop_and_a_name_that_fit_a_certificate(site: str, name: str) -> None:
    assert is_device(f"{site}/{name}") == (len(site) + len(name) < 64)


@pytest.mark.parametrize(
    "text", ["", "north", "/door", "north/", "a/b/c", "North/door", "a/b\n", "a/#", "+/b", "a.b/c"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_device(text)


@pytest.mark.parametrize(
    ("life", "said"),
    [
        (Life(None, 100 * DAY, revoked=False), "valid"),
        (Life(None, 29 * DAY, revoked=False), "ending"),
        (Life(None, 0, revoked=False), "expired"),
        (Life(None, 100 * DAY, revoked=True), "revoked"),
        (Life(5, None, revoked=False), "waiting"),
        (Life(5, 100 * DAY, revoked=True), "waiting"),
        (Life(0, None, revoked=False), "lapsed"),
        (Life(5, 100 * DAY, revoked=False), "valid"),
    ],
)
def test_the_state_of_an_identity(life: Life, said: str) -> None:
    assert state(life, 1, warn_days=30) == said


def test_the_access_list_gives_each_its_own_and_nothing_else() -> None:
    text = access_list(["north/door", "north/door", "east/cam"], {"hub", "stranger"}, None)
    users = [line.split()[1] for line in text.splitlines() if line.startswith("user ")]
    assert users == ["hub", "east.cam", "north.door"]
    door = text.split("user north.door\n")[1]
    assert "topic write otklik/1/north/door/press\n" in door
    assert "topic read otklik/1/north/door/command\n" in door
    assert "write otklik/1/north/door/command" not in door
    assert "homeassistant" not in text


def test_home_assistant_reads_its_own_topics_only() -> None:
    text = access_list([], {"hub", "home-assistant"}, "homeassistant")
    assert "user home-assistant\ntopic readwrite homeassistant/#\n" in text
    assert "topic write homeassistant/#\n" in text.split("user hub\n")[1]
