"""The rules together, as the kiosk runs them."""

from kiosk.domain.panel import Panel, PanelRules
from kiosk.domain.press import CountedPress, Edge, earliest

RULES = PanelRules(
    buttons=4, settle_ms=5, release_ms=30, stuck_ms=30_000, play_presses=3, play_window_ms=5_000
)


def press(panel: Panel, button: int, at_ms: int, held_ms: int = 80) -> list[CountedPress]:
    """A whole press and the quiet after it."""
    found = panel.edge(Edge(button, True, at_ms))
    found += panel.tick(at_ms + 5)
    found += panel.edge(Edge(button, False, at_ms + held_ms))
    return found + panel.tick(at_ms + held_ms + 30)


def test_a_press_counts_once_at_the_instant_of_its_contact() -> None:
    assert press(Panel(RULES), 2, 1_000) == [CountedPress(2, 1_000, play=False)]


def test_a_burst_is_kept_and_flagged_across_buttons_keys_and_touches() -> None:
    panel = Panel(RULES)
    found = press(panel, 1, 0) + press(panel, 4, 200)
    found.append(panel.tap(3, 400))
    assert [(one.button, one.play) for one in found] == [(1, False), (4, False), (3, True)]


def test_a_stuck_button_counts_its_first_press_only() -> None:
    panel = Panel(RULES)
    first = panel.edge(Edge(1, True, 0)) + panel.tick(5)
    assert len(first) == 1
    assert panel.due_ms == 30_000
    assert panel.tick(30_000) == []
    assert panel.stuck == {1}
    assert press(panel, 1, 30_500) == []
    assert len(press(panel, 2, 31_000)) == 1


def test_a_button_down_at_boot_gets_stuck_without_a_press() -> None:
    panel = Panel(RULES)
    panel.assume_down(3, 0)
    assert panel.tick(60_000) == []
    assert panel.stuck == {3}
    panel.edge(Edge(3, False, 61_000))
    panel.tick(61_030)
    panel.tick(62_030)
    assert panel.stuck == frozenset()
    assert press(panel, 3, 70_000) == [CountedPress(3, 70_000, play=False)]


def test_an_idle_panel_is_due_for_nothing() -> None:
    assert Panel(RULES).due_ms is None


def test_the_earliest_of_instants_passes_over_those_that_never_come() -> None:
    assert earliest(None, 7, 3, None) == 3
    assert earliest(None) is None
    assert earliest() is None
