import threading

from hub.ingest.inbox import Arrival, Inbox
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.link import Delivery


def arrival(text: str = "x", size: int = 1) -> Arrival:
    return Arrival(Delivery(text, b"x" * size, (1, 1)), 0, 0)


def test_what_waits_comes_in_order_and_within_limits() -> None:
    inbox = Inbox(1_000_000)
    for n in range(5):
        inbox.put(arrival(str(n), size=100))
    assert [one.delivery.topic for one in inbox.take(0, messages=2, payload_bytes=1000)] == [
        "0",
        "1",
    ]
    assert len(inbox.take(0, messages=9, payload_bytes=150)) == 2
    assert len(inbox.take(0, messages=9, payload_bytes=1)) == 1
    assert inbox.take(0, messages=9, payload_bytes=1000) == []
    assert inbox.empty()


def test_a_full_inbox_makes_the_network_wait_until_there_is_room() -> None:
    inbox = Inbox(1000)
    inbox.put(arrival(size=1000))
    taken: list[bool] = []
    thread = threading.Thread(target=lambda: taken.append(inbox.put(arrival("second"))))
    thread.start()
    assert [one.delivery.topic for one in inbox.take(0, messages=9, payload_bytes=9)] == ["x"]
    thread.join(PATIENCE_SECONDS)
    assert taken == [True]
    assert [one.delivery.topic for one in inbox.take(0, messages=9, payload_bytes=9)] == ["second"]


def test_closing_lets_the_network_go() -> None:
    inbox = Inbox(1)
    inbox.put(arrival())
    taken: list[bool] = []
    thread = threading.Thread(target=lambda: taken.append(inbox.put(arrival())))
    thread.start()
    inbox.close()
    thread.join(PATIENCE_SECONDS)
    assert taken == [False]


def test_a_message_wakes_the_one_who_waits() -> None:
    inbox = Inbox(1000)
    taken: list[list[Arrival]] = []
    thread = threading.Thread(
        target=lambda: taken.append(inbox.take(10 * PATIENCE_SECONDS, messages=9, payload_bytes=9))
    )
    thread.start()
    inbox.put(arrival())
    thread.join(PATIENCE_SECONDS)
    eventually(lambda: [len(one) for one in taken] == [1])
