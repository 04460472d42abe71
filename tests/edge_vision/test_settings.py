import tomllib
from typing import Any

import pytest

from edge_vision.settings import VisionSettings
from wire.errors import SettingsError
from wire.settings import build

DEVICE = {"site": "north-3", "name": "door"}
LINE = {"name": "door", "points": [[0, 250], [670, 250]]}


def test_a_device_and_a_line_are_enough() -> None:
    settings = build(VisionSettings, {"device": DEVICE, "lines": [LINE]}, source="test")
    assert settings.lines[0].points == [(0, 250), (670, 250)]
    assert settings.detection.method == "auto"
    assert settings.window.seconds == 60


def test_all_faults_are_listed_at_once_with_the_cure() -> None:
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


BOX = [[100, 100], [300, 100], [300, 300], [100, 300]]
AREA = {"name": "till", "points": BOX}
HOURS = {"begin": "20:15", "end": "08:00"}
TAG = {"name": "apron", "hue_degrees": [100, 140]}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lines": [LINE, LINE]}, "2 lines, zones or staff areas are named 'door'"),
        (
            {"zones": [{"name": "till", "points": BOX}], "staff_areas": [AREA]},
            "named 'till': give each its own name",
        ),
        ({"lines": [LINE | {"points": [[1, 1], [1, 1]]}]}, "points of the line are the same"),
        (
            {"lines": [LINE | {"points": [[0, 0], [9, 0], [9, 9], [5, -5]]}]},
            "no left and right: draw it without a loop",
        ),
        (
            {"zones": [{"name": "bow", "points": [[0, 0], [9, 9], [9, 0], [0, 9]]}]},
            "zone 'bow': edges 1 and 3 of the zone cross each other: give its corners in the order",
        ),
        (
            {"staff_areas": [{"name": "bow", "points": [[0, 0], [9, 9], [9, 0], [0, 9]]}]},
            "staff area 'bow': edges",
        ),
        (
            {"zones": [{"name": "in", "points": [[150, 150], [200, 150], [200, 200]]}]}
            | {"staff_areas": [AREA]},
            "nobody in it would be counted: move one of them",
        ),
        (
            {"picture": {"width_px": 640, "height_px": 480}}
            | {"lines": [LINE | {"points": [[0, 900], [600, 900]]}]},
            "line 'door' lies outside the picture of 640 x 480 pixels: draw it anew",
        ),
        ({"picture": {"width_px": 640}}, "a width or a height only: give both, or neither"),
        ({"staff_hours": [HOURS | {"end": "20:15"}]}, "two times are needed that differ"),
        ({"staff_tags": [TAG | {"saturation": [0.8, 0.2]}]}, "must go from low to high"),
    ],
)
def test_what_cannot_be_counted_with_is_refused_with_the_cure(
    more: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        build(VisionSettings, {"device": DEVICE} | more, source="test")


@pytest.mark.parametrize(
    "more",
    [
        {"lines": [LINE | {"kind": "window"}]},
        {"zones": [AREA | {"kind": "bench"}]},
        {"zones": [AREA | {"least_seconds": 0}]},
        {"zones": [AREA | {"points": BOX[:2]}]},
        {"staff_hours": [HOURS | {"begin": "24:00"}]},
        {"staff_hours": [HOURS | {"weekdays": ["monday"]}]},
        {"staff_hours": [HOURS | {"weekdays": []}]},
        {"staff_tags": [TAG | {"hue_degrees": [100, 400]}]},
        {"staff_tags": [TAG | {"least_share": 0}]},
        {"occupancy": {"zero_at": "4 am"}},
    ],
)
def test_what_is_out_of_its_limits_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="1 fault"):
        build(VisionSettings, {"device": DEVICE} | more, source="test")


def test_everything_that_can_be_said_of_a_place() -> None:
    text = """
    device = {site = "north-3", name = "door"}
    picture = {width_px = 670, height_px = 500}
    occupancy = {zero_at = "03:30"}
    [[lines]]
    name = "pavement"
    kind = "street"
    points = [[0, 100], [670, 100]]
    [[zones]]
    name = "till"
    kind = "queue"
    least_seconds = 8
    points = [[10, 10], [200, 10], [200, 200]]
    [[staff_areas]]
    name = "behind-the-till"
    points = [[300, 10], [400, 10], [400, 200]]
    [[staff_hours]]
    weekdays = ["mon", "sat"]
    begin = "20:15"
    end = "08:30"
    [[staff_tags]]
    name = "apron"
    hue_degrees = [350, 12]
    """
    settings = build(VisionSettings, tomllib.loads(text), source="test")
    assert settings.lines[0].kind == "street"
    assert settings.zones[0].least_seconds == 8
    assert settings.staff_tags[0].hue_degrees == (350.0, 12.0)
    assert settings.staff_hours[0].weekdays == ["mon", "sat"]
    assert settings.occupancy.zero_at == "03:30"
