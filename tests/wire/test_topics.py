import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import topics
from wire.errors import BadTopicError

NAMES = st.from_regex(topics.NAME_PATTERN, fullmatch=True)
STREAMS = st.sampled_from(topics.UP_STREAMS + topics.DOWN_STREAMS)


@given(NAMES, NAMES, STREAMS)
def test_what_is_spelled_can_be_taken_apart(site: str, device: str, stream: str) -> None:
    assert topics.parse(topics.spell(site, device, stream)) == (site, device, stream)


@pytest.mark.parametrize(
    "site",
    ["", "#", "+", "a/b", "North", "shop 1", "-x", "a" * 64, "ä", "a\n", "$SYS"],
)
def test_a_name_that_would_not_survive_the_way_is_refused(site: str) -> None:
    with pytest.raises(BadTopicError):
        topics.spell(site, "kiosk-1", "press")


@pytest.mark.parametrize(
    "topic",
    [
        "otklik/2/north/kiosk-1/press",
        "otklik/1/north/kiosk-1",
        "otklik/1/north/kiosk-1/press/more",
        "otklik/1/north/kiosk-1/photo",
        "other/1/north/kiosk-1/press",
        "",
    ],
)
def test_a_topic_that_is_not_ours_is_refused(topic: str) -> None:
    with pytest.raises(BadTopicError):
        topics.parse(topic)


def test_ingest_workers_share_the_events_and_each_hear_every_status() -> None:
    filters = [one.filter for one in topics.hub_subscriptions("workers")]
    assert "$share/workers/otklik/1/+/+/press" in filters
    assert "otklik/1/+/+/status" in filters
