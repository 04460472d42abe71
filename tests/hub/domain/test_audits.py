import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.audits import AuditState, Tapped, accuracy, audit_state
from hub.domain.lengths import DAY_MS

counts = st.integers(0, 400)


def test_194_of_200_is_936_to_986_percent() -> None:
    found = accuracy(Tapped(tapped=197, counted=197, agreed=194))
    assert (found.right.part, found.right.whole) == (194, 200)
    assert (round(found.right.low, 3), round(found.right.high, 3)) == (0.936, 0.986)
    assert (found.missed, found.invented) == (3, 3)
    assert not found.right.too_few


def test_misses_and_inventions_do_not_cancel() -> None:
    found = accuracy(Tapped(tapped=50, counted=50, agreed=40))
    assert found.right.value == 40 / 60


@given(tapped=counts, counted=counts, agreed=counts)
def test_whatever_a_device_claims_the_parts_add_up(tapped: int, counted: int, agreed: int) -> None:
    found = accuracy(Tapped(tapped, counted, agreed))
    assert found.right.part + found.missed + found.invented == found.right.whole
    assert found.right.part + found.missed == tapped
    assert found.right.part + found.invented == counted
    assert 0 <= found.right.low <= (found.right.value or 0) <= found.right.high <= 1


@pytest.mark.parametrize(("crossings", "too_few"), [(0, True), (29, True), (30, False)])
def test_fewer_than_thirty_crossings_are_too_few(crossings: int, too_few: bool) -> None:
    assert accuracy(Tapped(crossings, crossings, crossings)).right.too_few is too_few


@pytest.mark.parametrize(
    ("age_days", "state"),
    [(0, "current"), (165, "current"), (166, "due"), (179, "due"), (180, "overdue")],
)
def test_an_audit_is_good_for_its_time(age_days: int, state: AuditState) -> None:
    now_ms = 1000 * DAY_MS
    assert audit_state(now_ms - age_days * DAY_MS, 180 * DAY_MS, now_ms) == state


def test_a_camera_may_never_have_been_audited() -> None:
    assert audit_state(None, 180 * DAY_MS, 0) == "never"
