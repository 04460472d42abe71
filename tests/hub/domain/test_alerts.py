from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.alert_words import cure_of, sentence, title_of
from hub.domain.alerts import HOLD_MS, KINDS, LINGER_MS, Change, Finding, Kind, Known, compare

NOW = 1_000_000_000
WRONG = Finding("camera", 1, "camera-1", {"text": "Covered."})


def known(**more: Any) -> Known:
    values: dict[str, Any] = {"id": 7, "kind": "camera", "site_id": 1, "subject": "camera-1"}
    values |= {"facts": WRONG.facts, "seen_ms": NOW, "opened_ms": None, "resolved_ms": None}
    return Known(**values | {"absent_ms": None} | more)


def what(changes: list[Change]) -> list[str]:
    return [one.what for one in changes]


def test_what_lasts_long_enough_is_told_and_not_before() -> None:
    hold = HOLD_MS["camera"]
    assert what(compare([], [WRONG], NOW)) == ["seen"]
    assert what(compare([known()], [WRONG], NOW + hold - 1)) == []
    assert what(compare([known()], [WRONG], NOW + hold)) == ["opened"]


def test_what_needs_no_waiting_is_told_at_once() -> None:
    assert what(compare([], [Finding("queue", 1, "tills", {})], NOW)) == ["opened"]


def test_what_was_gone_before_it_was_told_is_forgotten() -> None:
    assert what(compare([known()], [], NOW + 1)) == ["dropped"]


def test_an_alert_is_over_only_when_it_is_gone_for_a_while() -> None:
    linger = LINGER_MS["camera"]
    open_one = known(opened_ms=NOW)
    assert what(compare([open_one], [], NOW + 1)) == ["absent"]
    gone = known(opened_ms=NOW, absent_ms=NOW + 1)
    assert what(compare([gone], [], NOW + linger)) == []
    assert what(compare([gone], [], NOW + 1 + linger)) == ["resolved"]
    assert what(compare([gone], [WRONG], NOW + linger)) == ["back"]


def test_what_a_person_closed_stays_quiet_until_it_is_gone() -> None:
    closed = known(opened_ms=NOW, resolved_ms=NOW + 1)
    assert what(compare([closed], [WRONG], NOW + 1_000_000)) == []
    gone = closed._replace(absent_ms=NOW + 2)
    assert what(compare([gone], [], NOW + 2 + LINGER_MS["camera"])) == ["closed"]


def test_new_facts_are_kept() -> None:
    other = WRONG._replace(facts={"text": "Moved."})
    (change,) = compare([known(opened_ms=NOW)], [other], NOW + 1)
    assert (change.what, change.finding) == ("changed", other)


def test_the_same_trouble_in_two_shops_is_two() -> None:
    changes = compare([known(opened_ms=NOW)], [WRONG, WRONG._replace(site_id=2)], NOW)
    assert what(changes) == ["seen"]


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.booleans(), st.integers(1, 300_000)), max_size=60)
)
def test_whatever_comes_and_goes_each_alert_opens_and_ends_once(
    rounds: list[tuple[Kind, bool, int]],
) -> None:
    """Played through as the store would: an alert ends only after it opened, and never twice."""
    rows: dict[int, Known] = {}
    told: dict[int, list[str]] = {}
    now, number = NOW, 0
    for kind, wrong, passes in rounds:
        now += passes
        found = [Finding(kind, 1, "x", {})] if wrong else []
        for change in compare([one for one in rows.values() if one.kind == kind], found, now):
            if change.known is None:
                number += 1
                opened = now if change.what == "opened" else None
                rows[number] = Known(number, kind, 1, "x", {}, now, opened, None, None)
                told[number] = [change.what]
                continue
            told[change.known.id].append(change.what)
            if change.what in {"dropped", "resolved", "closed"}:
                del rows[change.known.id]
                continue
            new = {"opened": {"opened_ms": now}, "absent": {"absent_ms": now}}
            back: dict[str, Any] = {"back": {"absent_ms": None}}
            rows[change.known.id] = change.known._replace(**{**new, **back}.get(change.what, {}))
    for history in told.values():
        assert history.count("opened") <= 1
        assert history.count("resolved") <= 1
        if "resolved" in history:
            assert history.index("opened") < history.index("resolved") == len(history) - 1
        if "dropped" in history:
            assert "opened" not in history


def test_an_alert_of_a_newer_hub_is_shown_all_the_same() -> None:
    assert "smoke" in sentence("smoke", {})
    assert title_of("smoke")
    assert cure_of("smoke")


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("offline", {"devices": ["a"], "of": 1}, "1 device is not connected: a."),
        ("offline", {"devices": ["a", "b"], "of": 3}, "2 devices are not connected: a, b."),
        ("offline", {"devices": ["a", "b"], "of": 2}, "All 2 devices of the shop"),
        ("counters", {"device": "k", "off": {"press.1": 3, "a": -1}}, "a -1, press.1 +3"),
        (
            "presses",
            {"presses": 1200, "unhappy": 400, "usual_percent": 14},
            "400 of 1,200 presses within two hours were unhappy; usual then are 14%.",
        ),
    ],
)
def test_sentences_say_what_is_wrong(kind: str, facts: dict[str, Any], said: str) -> None:
    assert said in sentence(kind, facts)
