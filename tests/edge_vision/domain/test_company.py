"""Who is within or beside whom."""

import pytest

from edge_vision.domain.detections import Detections
from edge_vision.domain.tracks import Tracker
from tests.edge_vision.people import moved, seen


def walked(found: list[Detections]) -> Tracker:
    """A tracker that took in these at six a second."""
    tracker = Tracker()
    for index, one in enumerate(found):
        tracker.step(one, index / 6)
    return tracker


@pytest.mark.parametrize(("x", "beside"), [(170, True), (270, True), (310, False)])
def test_a_shadow_is_beside_its_owner_and_who_is_further_off_is_not(x: int, beside: bool) -> None:
    shots = [seen((100, 60 + 20 * n)).joined(moved((x, 60 + 20 * n))) for n in range(9)]
    owner, other = sorted(walked(shots).tracks, key=lambda track: track.position[0])
    assert owner.beside == 0, "nobody whom the model knows is near"
    # Whom the model saw once may not be a person.
    assert other.beside == (8 if beside else 0)


def test_who_walks_alone_is_beside_nobody() -> None:
    assert walked([moved((100, 60 + 20 * n)) for n in range(9)]).tracks[0].beside == 0
