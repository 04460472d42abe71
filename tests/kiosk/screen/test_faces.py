"""Faces that differ by shape, not by colour alone."""

import pytest

from kiosk.screen.faces import face


def test_four_faces_are_four_shapes_and_four_colours() -> None:
    faces = [face(rank, 4) for rank in range(1, 5)]
    assert len({one.mouth for one in faces}) == 4
    assert len({one.colour for one in faces}) == 4
    assert faces[0].open_mouth
    assert faces[3].brows


@pytest.mark.parametrize("of", range(2, 7))
def test_mouths_bend_less_and_less(of: int) -> None:
    """The middle point of the curve: y grows downwards, so a smile hangs below its corners."""

    def bend(rank: int) -> int:
        numbers = face(rank, of).mouth.replace("M", "").replace("Q", "").rstrip(" Z").split()
        return int(numbers[3]) - int(numbers[1])

    bends = [bend(rank) for rank in range(1, of + 1)]
    assert bends == sorted(bends, reverse=True)
    assert len(set(bends)) == of
    assert bends[0] > 0 > bends[-1]


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("rank", range(1, 7))
def test_features_stand_out_from_every_colour(rank: int) -> None:
    ratio = (_luminance(face(rank, 6).colour) + 0.05) / (_luminance("#10191c") + 0.05)
    assert ratio >= 4.5
