import pytest

from edge_vision.domain.cadence import Cadence


@pytest.mark.parametrize(
    ("fps", "wanted", "least", "most"),
    [(30, 8, 7.5, 8.5), (25, 8, 7.5, 8.5), (10, 8, 7, 8.5), (5, 8, 5, 5), (8, 8, 7.5, 8)],
)
def test_about_so_many_a_second_whatever_the_cameras_rate(
    fps: int, wanted: int, least: float, most: float
) -> None:
    cadence = Cadence(wanted)
    taken = 0
    for index in range(60 * fps):
        if index / fps >= cadence.due_s - 1e-6:
            cadence.took(index / fps)
            taken += 1
    assert least <= taken / 60 <= most


def test_a_stall_is_not_made_up_for() -> None:
    cadence = Cadence(10)
    cadence.took(0.0)
    cadence.took(50.0)
    assert cadence.due_s == pytest.approx(50.05)


def test_a_restart_begins_at_zero() -> None:
    cadence = Cadence(10)
    cadence.took(50.0)
    cadence.restart()
    assert cadence.due_s == 0
