import datetime as dt
from pathlib import Path

import pytest

from edge_vision.checks import check_expression
from edge_vision.expression.start import SWITCH_LOG, places, start
from edge_vision.settings import VisionSettings
from tests.edge_vision.notes import Notes
from tests.support.shared import require_shared
from wire.clock import FakeClock
from wire.errors import SettingsError
from wire.settings import build

ON = {"enabled": True, "notice_posted_on": dt.date(2026, 11, 23), "law_profile": "eu"}


def settings(**expression: object) -> VisionSettings:
    return build(
        VisionSettings,
        {
            "device": {"site": "shop", "name": "camera"},
            "zones": [{"name": "till", "points": [[0, 0], [100, 0], [100, 100]]}],
            "expression": expression,
        },
        source="vision.toml",
    )


def test_expressions_are_off_by_default_and_leave_no_record(tmp_path: Path) -> None:
    notes = Notes()
    made = start(settings(), tmp_path, state=tmp_path, recorder=notes, clock=FakeClock())
    assert made is None
    assert not list(tmp_path.iterdir())
    assert check_expression(settings(), tmp_path).ok


def test_counting_goes_on_when_the_models_are_absent_and_the_hub_is_told(tmp_path: Path) -> None:
    notes, wished = Notes(), settings(**ON, no_staff_areas=True)
    made = start(wished, tmp_path, state=tmp_path, recorder=notes, clock=FakeClock())
    assert made is None
    assert "models pull yunet_2026may" in notes.problems["expression_off"]
    assert not (tmp_path / SWITCH_LOG).exists()
    assert check_expression(wished, tmp_path).ok is False


def test_settings_that_lack_the_law_part_are_refused_whole() -> None:
    with pytest.raises(SettingsError) as refused:
        settings(enabled=True)
    for missing in ("notice_posted_on", "law_profile", "staff areas"):
        assert missing in str(refused.value)


@pytest.mark.shared
def test_without_a_calibration_shares_are_told_to_be_uncorrected(tmp_path: Path) -> None:
    models, notes = require_shared() / "models", Notes()
    wished = settings(**ON, no_staff_areas=True)
    made = start(wished, models, state=tmp_path, recorder=notes, clock=FakeClock())
    assert made is not None
    assert "uncorrected" in notes.problems["expression_uncorrected"]
    record = (tmp_path / SWITCH_LOG).read_text()
    assert '"enabled":true' in record
    assert check_expression(wished, models).ok is None


@pytest.mark.parametrize(("law", "told"), [("eu", ["new-in"]), ("uk", ["new-in", "till-2"])])
def test_a_till_s_queue_has_no_share_of_its_own_in_the_eu_profile(
    law: str, told: list[str]
) -> None:
    corners = [[0, 0], [100, 0], [100, 100]]
    wished = build(
        VisionSettings,
        {
            "device": {"site": "shop", "name": "camera"},
            "zones": [
                {"name": "new-in", "points": corners},
                {"name": "till-2", "points": corners, "kind": "queue"},
            ],
            "expression": {**ON, "law_profile": law, "no_staff_areas": True},
        },
        source="vision.toml",
    )
    assert [zone.name for zone in places(wished)] == told
