import pytest

from hub.domain.capture import capture


def test_the_rate_is_a_share_with_wilsons_interval() -> None:
    found = capture(30, 120).share
    assert found is not None
    assert (found.value, found.part, found.whole, found.too_few) == (0.25, 30, 120, False)
    assert (round(found.low, 4), round(found.high, 4)) == (0.1811, 0.3344)


@pytest.mark.parametrize(("entered", "passed"), [(0, 0), (3, 0), (31, 30)])
def test_where_more_came_in_than_passed_there_is_no_rate(entered: int, passed: int) -> None:
    found = capture(entered, passed)
    assert (found.entered, found.passed, found.share) == (entered, passed, None)


def test_everybody_came_in() -> None:
    found = capture(30, 30).share
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)


def test_few_who_passed_are_too_few() -> None:
    few, enough = capture(1, 29).share, capture(1, 30).share
    assert few is not None
    assert enough is not None
    assert (few.too_few, enough.too_few) == (True, False)
