"""What a device's readings mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.device_vitals import Vitals, complaints


@pytest.mark.parametrize(
    ("vitals", "told"),
    [
        (Vitals(), None),
        (Vitals(79.9, 0, 200.0, 79, 59_999), None),
        (Vitals(temperature_c=80.0), "too hot (80 °C)"),
        (Vitals(throttle_bits=0x1), "too weak right now"),
        (Vitals(throttle_bits=0x10000), "was too weak at times"),
        (Vitals(throttle_bits=0x4), "runs slower to protect itself"),
        (Vitals(temperature_c=84.6, throttle_bits=0x8), "too hot (85 °C)"),
        (Vitals(throttle_bits=0x20000), None),
        (Vitals(disk_free_mb=199.9), "nearly full: 200 MB"),
        (Vitals(card_worn_percent=80), "used up 80% of its life"),
        (Vitals(clock_error_ms=-60_000), "wrong by -60 s"),
    ],
)
def test_a_reading_says_what_to_do(vitals: Vitals, told: str | None) -> None:
    found = complaints(vitals)
    assert len(found) == (told is not None)
    assert not found or (told is not None and told in found[0])


@given(
    st.builds(
        Vitals,
        temperature_c=st.none() | st.floats(-40, 120),
        throttle_bits=st.none() | st.integers(0, 0xFFFFF),
        disk_free_mb=st.none() | st.floats(0, 1e6),
        card_worn_percent=st.none() | st.integers(0, 100),
        clock_error_ms=st.none() | st.integers(-(10**12), 10**12),
    )
)
def test_no_cause_is_told_twice(vitals: Vitals) -> None:
    told = complaints(vitals)
    assert len({one.pattern for one in told}) == len(told) <= 5
