"""The one door between many threads and the loop."""

import threading

from kiosk.domain.press import Edge
from kiosk.inbox import Inbox
from tests.support.waiting import PATIENCE_SECONDS


def test_what_was_put_comes_out_in_order() -> None:
    inbox = Inbox()
    edges = [Edge(1, True, 1), Edge(2, True, 2), Edge(1, False, 3)]
    for edge in edges:
        inbox.put(edge)
    assert inbox.take(timeout_seconds=0) == edges
    assert inbox.take(timeout_seconds=0) == []


def test_beyond_its_limit_it_drops_and_counts() -> None:
    inbox = Inbox(limit=3)
    took = [inbox.put(Edge(1, True, n)) for n in range(5)]
    assert took == [True, True, True, False, False]
    assert inbox.dropped == 2
    assert not inbox.has_room


def test_a_flood_is_taken_in_parts() -> None:
    inbox = Inbox()
    for n in range(1_200):
        inbox.put(Edge(1, True, n))
    parts = [len(inbox.take(timeout_seconds=0)) for _ in range(4)]
    assert sum(parts) == 1_200
    assert max(parts) <= 500


def test_a_waiting_loop_wakes_at_once() -> None:
    inbox = Inbox()
    taken: list[object] = []
    loop = threading.Thread(
        target=lambda: taken.extend(inbox.take(timeout_seconds=10 * PATIENCE_SECONDS))
    )
    loop.start()
    inbox.put(Edge(1, True, 0))
    loop.join(timeout=PATIENCE_SECONDS)
    assert taken == [Edge(1, True, 0)]
