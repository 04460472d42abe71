import msgspec
import pytest

from tests.wire.expression import SHARE_ERROR, a_window
from wire.expression_events import ExpressionWindow
from wire.messages import counters, stream_of


def test_a_window_survives_the_way() -> None:
    window = a_window()
    assert msgspec.json.decode(msgspec.json.encode(window), type=ExpressionWindow) == window
    assert stream_of(window) == "expression"
    assert counters(window) == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"visitors": 4}, "a group of 4 visitors, of at least 5"),
        ({"visitors": 1, "least": 1}, "Expected `int` >= 2"),
        ({"calibration": None}, "corrected shares need"),
        ({"errors": []}, "corrected shares need"),
        ({"corrected": False}, "corrected shares need"),
        ({"seconds": 200_000}, "Expected `int` <= 172800"),
        ({"positive": 0.1}, "the three shares must sum to 1"),
    ],
)
def test_a_window_that_says_too_much_or_too_little_is_refused(
    changes: dict[str, object], message: str
) -> None:
    raw = msgspec.to_builtins(a_window()) | changes
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.json.decode(msgspec.json.encode(raw), type=ExpressionWindow)


def test_an_uncorrected_window_has_neither_calibration_nor_errors() -> None:
    window = a_window(corrected=False, calibration=None, errors=[])
    assert not window.corrected
    with pytest.raises(ValueError, match="others none"):
        a_window(corrected=False, calibration=None, errors=[SHARE_ERROR])
