"""Every problem that a device can tell of can be told in other languages: read from the sources."""

import re
from pathlib import Path

import pytest

import hub
from edge_vision.domain.picture_watch import TROUBLES
from hub.domain.device_problems import problem_text
from hub.domain.text import Text

ROOT = Path(hub.__file__).parent.parent
TOLD = re.compile(r'(?:set_problem|_fail)\(\s*f?"([a-z_{}]+)"')


def codes() -> list[str]:
    """What kiosks and cameras call their problems."""
    found = {
        code.replace("{button}", "2")
        for room in ("kiosk", "edge_vision", "wire")
        for path in (ROOT / room).rglob("*.py")
        for code in TOLD.findall(path.read_text())
    }
    return sorted(found | set(TROUBLES))


def test_problems_are_found() -> None:
    assert {"press_lost", "camera_dark", "button_2_stuck", "disk_full"} <= set(codes())


@pytest.mark.parametrize("code", codes())
def test_a_problem_has_its_sentence(code: str) -> None:
    assert isinstance(problem_text(code, "English."), Text)
