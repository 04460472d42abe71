"""Mystery shoppers' visits: points with weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.checklist import Answer, ChecklistFault, Point, faults, mean, score

POINTS = [Point("Greeted within a minute", 3), Point("Shelves full", 1), Point("Return offered", 2)]
answers = st.sampled_from(Answer)
checklists = st.lists(
    st.builds(Point, st.uuids().map(str), st.integers(1, 100)), min_size=1, max_size=12
)


def test_points_count_by_their_weight() -> None:
    assert score(POINTS, [Answer.YES, Answer.NO, Answer.PARTLY]) == pytest.approx(4 / 6)


def test_what_could_not_be_seen_is_left_out() -> None:
    assert score(POINTS, [Answer.YES, Answer.NO, Answer.NOT_SEEN]) == 3 / 4
    assert score(POINTS, [Answer.NOT_SEEN] * 3) is None


def test_an_answer_for_each_point_is_needed() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        score(POINTS, [Answer.YES])


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], [ChecklistFault.NONE]),
        ([Point("a", 1)] * 61, [ChecklistFault.TOO_MANY, ChecklistFault.TWICE]),
        ([Point("  ", 1)], [ChecklistFault.NO_TEXT]),
        ([Point("a" * 301, 1)], [ChecklistFault.LONG_TEXT]),
        ([Point("a", 0)], [ChecklistFault.WEIGHT]),
        ([Point("a", 101)], [ChecklistFault.WEIGHT]),
        ([Point("Tidy", 1), Point(" tidy", 2)], [ChecklistFault.TWICE]),
        (POINTS, []),
    ],
)
def test_what_makes_no_checklist_is_named(
    points: list[Point], expected: list[ChecklistFault]
) -> None:
    assert faults(points) == expected


@given(checklists, st.data())
def test_a_better_answer_never_lowers_the_score(points: list[Point], data: st.DataObject) -> None:
    seen = [answer for answer in Answer if answer is not Answer.NOT_SEEN]
    given_ = data.draw(st.lists(st.sampled_from(seen), min_size=len(points), max_size=len(points)))
    before = score(points, given_)
    assert before is not None
    for n in range(len(points)):
        after = score(points, [*given_[:n], Answer.YES, *given_[n + 1 :]])
        assert after is not None
        assert 0 <= before <= after + 1e-12 <= 1 + 1e-9


@given(st.lists(st.floats(0, 1), max_size=40))
def test_the_interval_holds_the_mean_and_narrows_with_visits(scores: list[float]) -> None:
    found = mean(scores)
    assert found.visits == len(scores)
    assert found.too_few == (len(scores) < 5)
    if found.value is None:
        assert (found.low, found.high) == (0, 1)
    else:
        assert found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9
        more = mean(scores * 4)
        assert more.high - more.low < found.high - found.low
