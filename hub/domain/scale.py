"""What the buttons of a kiosk mean. Button 1 is the best of `of` buttons."""

from typing import Final

from hub.domain.text import N_, Text, text

_LABELS: Final = {
    2: (N_("Happy"), N_("Unhappy")),
    3: ("Happy", N_("Neutral"), "Unhappy"),
    4: (N_("Very happy"), "Happy", "Unhappy", N_("Very unhappy")),
    5: ("Very happy", "Happy", "Neutral", "Unhappy", "Very unhappy"),
    6: (
        "Very happy",
        "Happy",
        N_("Rather happy"),
        N_("Rather unhappy"),
        "Unhappy",
        "Very unhappy",
    ),
}


def label(button: int, of: int) -> Text:
    """The button's name in plain words."""
    return text(_LABELS[of][button - 1])


def worth(button: int, of: int) -> float:
    """Points of a press for the index, 0 to 1 in even steps: 1, 2/3, 1/3, 0 for four buttons."""
    return (of - button) / (of - 1)


def is_happy(button: int, of: int) -> bool:
    """Whether a press counts as happy: the upper half. A middle button is neither."""
    return 2 * button <= of


def is_unhappy(button: int, of: int) -> bool:
    """Whether a press counts as unhappy: the lower half. A middle button is neither."""
    return 2 * (of + 1 - button) <= of


def mood(button: int, of: int) -> str:
    """One of `best`, `good`, `neutral`, `bad`, `worst`: which face and colour the button gets."""
    points = worth(button, of)
    if points in (0, 1):
        return "worst" if points == 0 else "best"
    if points == 0.5:
        return "neutral"
    return "good" if points > 0.5 else "bad"
