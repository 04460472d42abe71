import pytest

from edge_vision.settings import VisionSettings
from wire.errors import SettingsError
from wire.settings import build

DEVICE = {"site": "north-3", "name": "door"}
LINE = {"name": "door", "points": [[0, 250], [670, 250]]}


def test_a_device_and_a_line_are_enough():
    settings = build(VisionSettings, {"device": DEVICE, "lines": [LINE]}, source="test")
    assert settings.lines[0].points == [(0, 250), (670, 250)]
    assert settings.detection.method == "auto"
    assert settings.window.seconds == 60


def test_all_faults_are_listed_at_once_with_the_cure():
    raw = {
        "device": DEVICE,
        "camera": {"sauce": "0"},
        "detection": {"method": "magic", "threads": 0},
        "window": {"seconds": 1},
    }
    with pytest.raises(SettingsError) as caught:
        build(VisionSettings, raw, source="vision.toml")
    text = str(caught.value)
    assert len(caught.value.faults) == 4
    for words in ("did you mean `source`", "detection.method", "threads", "window.seconds"):
        assert words in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lines": [LINE, LINE]}, "2 lines or zones are named 'door'"),
        ({"lines": [LINE | {"points": [[1, 1], [1, 1]]}]}, "points of the line are the same"),
        (
            {"zones": [{"name": "bow", "points": [[0, 0], [9, 9], [9, 0], [0, 9]]}]},
            "cross each other",
        ),
    ],
)
def test_shapes_that_cannot_be_counted_with_are_refused(more, words):
    with pytest.raises(SettingsError, match=words):
        build(VisionSettings, {"device": DEVICE} | more, source="test")
