"""A device's state and the reasons for it."""

from dataclasses import replace

import pytest

from hub.domain.device_health import SILENT_AFTER_MS, Facts, Reason, health

NOW = 10_000_000
WELL = Facts(
    sample=False, online=True, online_changed_ms=0, status_ms=NOW - 5_000, backlog=0, difference={}
)


@pytest.mark.parametrize(
    ("facts", "state", "text"),
    [
        (WELL, "working", None),
        (replace(WELL, status_ms=NOW - SILENT_AFTER_MS), "working", None),
        (replace(WELL, status_ms=NOW - SILENT_AFTER_MS - 1), "offline", "says nothing"),
        (replace(WELL, online=False), "offline", "not connected"),
        (replace(WELL, status_ms=None), "unknown", "never said"),
        (replace(WELL, problems=[Reason("A button is stuck.")]), "attention", "stuck"),
        (replace(WELL, backlog=1000), "working", None),
        (replace(WELL, backlog=1001), "attention", "1,001 events"),
        (replace(WELL, difference={"press.1": 2}), "attention", "press.1 +2"),
        (replace(WELL, difference={"press.1": -1}, online=False), "offline", "press.1 -1"),
        (replace(WELL, difference=None), "working", None),
        (replace(WELL, lost=3), "attention", "3 events were gone"),
        (replace(WELL, sample=True, online=False, status_ms=None), "sample", None),
    ],
)
def test_state_and_reason(facts: Facts, state: str, text: str | None) -> None:
    found = health(facts, NOW)
    assert found.state == state
    told = " ".join(reason.text for reason in found.reasons)
    assert text in told if text else not told
