from dataclasses import replace
from pathlib import Path

from demo.plan import ShopPlan
from demo.ports import Ports
from demo.telling import advice, last_line, line_of_counts, page_lines

SCENE = ShopPlan(
    folder=Path("var/[demo]"),
    ports=Ports(hub=1, kiosk=2, scene=3),
    source=None,
    models=None,
    seed=7,
    mosquitto=None,
)
CAMERA = replace(SCENE, source="rtsp://me:secret@camera/1")
TRUTH = {"true": {"in": 5, "out": 2, "passed": 9}, "counted": {"in": 4, "out": 2}}


def test_the_login_is_told() -> None:
    remark = page_lines(SCENE, "pass-word")[0].remark
    assert "manager" in remark
    assert "pass-word" in remark


def test_the_street_is_named_only_where_there_is_one() -> None:
    assert [line.name for line in page_lines(SCENE, "x")] == ["Dashboard", "Kiosk", "Street"]
    assert [line.name for line in page_lines(CAMERA, "x")] == ["Dashboard", "Kiosk", "Camera"]
    assert advice(SCENE) != advice(CAMERA)


def test_the_password_of_a_camera_is_never_told() -> None:
    assert "secret" not in "".join(line.address for line in page_lines(CAMERA, "x"))


def test_square_brackets_in_a_path_are_shown_as_they_are() -> None:
    assert "var/\\[demo]/logs" in last_line(SCENE)


def test_counts_stand_beside_the_truth() -> None:
    assert "4 in (5 true), 2 out (2 true)" in line_of_counts(SCENE, TRUTH, 0)


def test_without_a_known_truth_the_line_shows_keys_only() -> None:
    assert "true" not in line_of_counts(CAMERA, None, 3)
    assert "(3 so far)" in line_of_counts(CAMERA, None, 3)
    assert "does not answer" in line_of_counts(SCENE, None, 0)
