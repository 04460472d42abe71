"""The drawing goes into the settings file, and nothing else in it changes."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.errors import SetupError
from edge_vision.setup_page.settings_file import Drawing, read, redrawn, save
from wire.errors import SettingsError

SETTINGS = """\
# Door of the shop in the north.
[device]
site = "north-3"  # as on the hub
name = "door"

[[lines]]
# above the mat
name = "door"
points = [[0, 120], [320, 120]]

[broker]
password_file = "mqtt-password"

[[zones]]
name = "table"
points = [[10, 10], [90, 10], [90, 90]]
least_seconds = 3.0
"""
LINE = {"name": "door", "kind": "door", "points": [[0, 100], [320, 100]]}
SIZE = (320, 240)


def test_comments_and_everything_not_drawn_stay() -> None:
    after = redrawn(SETTINGS, {"lines": [LINE], "zones": []}, SIZE)
    for words in ("# Door of the shop", "# as on the hub", "# above the mat"):
        assert words in after
    raw = tomllib.loads(after)
    assert raw["broker"] == {"password_file": "mqtt-password"}
    assert raw["lines"] == [LINE]
    assert raw["picture"] == {"width_px": 320, "height_px": 240}
    assert "zones" not in raw


def test_what_is_not_in_the_drawing_stays() -> None:
    assert "least_seconds" in redrawn(SETTINGS, {"lines": [LINE]}, SIZE)


def test_a_renamed_shape_keeps_what_the_page_knows_nothing_of() -> None:
    zone = {"was": "table", "name": "shelf", "kind": "area", "points": [[1, 1], [9, 1], [9, 9]]}
    (after,) = tomllib.loads(redrawn(SETTINGS, {"zones": [zone]}, SIZE))["zones"]
    assert after == {key: value for key, value in zone.items() if key != "was"} | {
        "least_seconds": 3.0
    }


def test_new_shapes_of_every_kind_are_added() -> None:
    corners = [[200, 10], [300, 10], [300, 90]]
    tag = {"name": "lanyard", "hue_degrees": [350.0, 10.0]}
    drawing: dict[str, list[dict[str, Any]]] = {
        "lines": [LINE, {"name": "street", "kind": "street", "points": [[0, 5], [320, 5]]}],
        "zones": [{"name": "queue", "kind": "queue", "points": corners}],
        "staff_areas": [{"name": "till", "points": [[1, 200], [60, 200], [60, 239]]}],
        "staff_tags": [tag],
    }
    raw = tomllib.loads(redrawn(SETTINGS, drawing, SIZE))
    for key, tables in drawing.items():
        assert raw[key] == tables


def test_an_inline_list_becomes_tables() -> None:
    text = SETTINGS.split("[[lines]]", maxsplit=1)[0]
    inline = f'lines = [{{ name = "door", points = [[0, 9], [9, 9]] }}]\n{text}'
    assert tomllib.loads(redrawn(inline, {"lines": [LINE]}, SIZE))["lines"] == [LINE]


@pytest.mark.parametrize(
    ("drawing", "words"),
    [
        ({"lines": [LINE | {"points": [[5, 5], [5, 5]]}]}, "are the same"),
        ({"lines": [LINE | {"points": [[0, 900], [320, 900]]}]}, "outside the picture"),
        ({"lines": [LINE, LINE]}, "named 'door'"),
        ({"lines": [LINE | {"name": "Main Door"}]}, "name"),
        (
            {"zones": [{"name": "bow", "points": [[0, 0], [90, 90], [90, 0], [0, 90]]}]},
            "cross each other",
        ),
    ],
)
def test_faults_are_told_in_the_words_of_the_settings(drawing: Drawing, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        redrawn(SETTINGS, drawing, SIZE)


point = st.tuples(st.integers(0, 320), st.integers(0, 240)).map(list)


@given(st.lists(point, min_size=2, max_size=6), st.text(max_size=60))
def test_whatever_is_drawn_only_the_drawing_changes(points: list[list[int]], remark: str) -> None:
    remark = "".join(letter for letter in remark if letter.isprintable())
    text = f"# {remark}\n{SETTINGS}"
    try:
        after = redrawn(text, {"lines": [LINE | {"points": points}]}, SIZE)
    except SettingsError:
        return
    assert after.startswith(f"# {remark}\n")
    raw = tomllib.loads(after)
    assert raw["device"] == {"site": "north-3", "name": "door"}
    assert raw["lines"][0]["points"] == points
    assert redrawn(after, {"lines": raw["lines"]}, SIZE) == after


def test_saving_keeps_the_file_of_before_and_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "vision.toml"
    path.write_text("old")
    path.chmod(0o640)
    save(path, "new")
    assert read(path) == "new"
    assert read(tmp_path / "vision.toml.bak") == "old"
    modes = [file.stat().st_mode & 0o777 for file in tmp_path.iterdir()]
    assert modes == [0o640, 0o640]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["vision.toml", "vision.toml.bak"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("old")
    link = tmp_path / "vision.toml"
    link.symlink_to("real.toml")
    save(link, "new")
    assert link.is_symlink()
    assert read(tmp_path / "real.toml") == "new"


def test_a_file_that_cannot_be_replaced_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vision.toml"
    path.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SetupError, match="No space left"):
        save(path, "new")
    assert [file.name for file in tmp_path.iterdir()] == ["vision.toml"]
    assert read(path) == "old"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        read(tmp_path / "vision.toml")
