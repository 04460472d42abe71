"""Messages as they come, sorted into what can be stored and what is kept aside with its reason."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import msgspec

from hub.store.quarantine import Unreadable
from hub.store.remote import Told
from wire.codec import Received, read_answer, read_batch, read_settings_report, read_status
from wire.errors import BadTopicError, UnreadableError
from wire.messages import Answer
from wire.remote.messages import Value
from wire.status import Status
from wire.topics import Topic, parse

_parse = lru_cache(maxsize=10_000)(parse)


class Message(NamedTuple):
    """One message from the broker. `received_ms`: when it came, by the hub's clock."""

    topic: str
    payload: bytes
    received_ms: int


class Batch(NamedTuple):
    """Events of one device, as far as they could be read."""

    site: str
    device: str
    topic: str
    received: Received
    received_ms: int


class StatusReport(NamedTuple):
    """What one device said of itself."""

    site: str
    device: str
    status: Status
    received_ms: int


class Answered(NamedTuple):
    """What became of an order to one device."""

    answer: Answer
    received_ms: int


class SettingsTold(NamedTuple):
    """Which settings act on one device."""

    site: str
    device: str
    told: Told


@dataclass(slots=True)
class Sorted:
    """Messages by kind, each kind in the order of coming."""

    batches: list[Batch] = field(default_factory=list)
    reports: list[StatusReport] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    settings: list[SettingsTold] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def sort_messages(messages: list[Message]) -> Sorted:
    """Read messages. What its sender may not say, or cannot be read, is in `unreadable`."""
    result = Sorted()
    for message in messages:
        try:
            _sort(message, result)
        except BadTopicError as error:
            result.unreadable.append(aside(message, "bad_topic", str(error)))
        except UnreadableError as error:
            result.unreadable.append(aside(message, error.code, error.detail))
    return result


def aside(message: Message, code: str, detail: str) -> Unreadable:
    """A whole message as an entry of the quarantine."""
    return Unreadable(message.received_ms, message.topic, code, detail, None, message.payload)


def _sort(message: Message, result: Sorted) -> None:
    site, device, stream = topic = _parse(message.topic)
    if stream == "status":
        if not message.payload:
            return  # how an operator clears what the broker retained of a device that is gone
        status = read_status(message.payload)
        _check_sender(topic, status.site, status.device)
        result.reports.append(StatusReport(site, device, status, message.received_ms))
        return
    if stream == "answer":
        answer = read_answer(message.payload)
        _check_sender(topic, answer.site, answer.device)
        result.answers.append(Answered(answer, message.received_ms))
        return
    if stream == "settings":
        if message.payload:
            result.settings.append(_settings(topic, message))
        return
    received = read_batch(stream, message.payload)
    _check_sender(topic, received.header.site, received.header.device)
    result.batches.append(Batch(site, device, message.topic, received, message.received_ms))


def _settings(topic: Topic, message: Message) -> SettingsTold:
    report = read_settings_report(message.payload)
    _check_sender(topic, report.site, report.device)
    try:
        values = {one.key: msgspec.json.decode(one.value, type=Value) for one in report.values}
    except (msgspec.MsgspecError, RecursionError, OverflowError) as error:
        raise UnreadableError("wrong_type", str(error)) from error
    return SettingsTold(topic.site, topic.device, Told(report.acting, values, message.received_ms))


def _check_sender(topic: Topic, site: str, device: str) -> None:
    """The broker lets a device write under its own topic only; inside, it may claim anything.

    Raises:
        UnreadableError: it claims to be another.
    """
    if (site, device) != (topic.site, topic.device):
        raise UnreadableError("wrong_sender", f"says it is {site}/{device}")
