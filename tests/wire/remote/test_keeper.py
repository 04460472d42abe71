"""What a device does with settings from the hub, step by step, and when the power goes."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.remote import FROM_HUB
from kiosk.settings import KioskSettings
from tests.wire.events import DEVICE
from tests.wire.test_orders import an_order
from tests.wire.test_orders import signed as signed_order
from wire import codec
from wire.clock import FakeClock
from wire.errors import OtklikError, UnreadableError
from wire.messages import VERSION
from wire.order_settings import OrderSettings
from wire.recording_link import RecordingLink
from wire.remote import keeper as keeping
from wire.remote.keeper import FILE, STEADY_MS, Keeper
from wire.remote.loading import as_proven, last_words, proven_values, with_hub
from wire.remote.messages import Document
from wire.remote.sealing import seal, unseal
from wire.settings import OutboxSettings
from wire.signing import make_key, public_key, sign, verify

KEY = make_key().decode()
PUBLIC = public_key(KEY)
SIGN = partial(sign, KEY)
VERIFY = partial(verify, PUBLIC)


def document(number: int = 1, **changes: Any) -> Document:
    made = Document(
        v=VERSION,
        site=DEVICE.site,
        device=DEVICE.name,
        number=number,
        values={"kiosk.question": f"Question {number}?"},
    )
    return msgspec.structs.replace(made, **changes)


class Box:
    """A kiosk's program, started and stopped by the test."""

    def __init__(self, folder: Path, **kiosk: Any) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.link = RecordingLink()
        self.link.start()
        self.ill = ""
        self.restarts = 0
        self.own = KioskSettings(
            device=DEVICE,
            outbox=OutboxSettings(path=str(folder / "outbox.sqlite")),
            orders=OrderSettings(key=PUBLIC),
            **kiosk,
        )
        self.start()

    def start(self) -> "Box":
        self.settings, keeper = with_hub(self.own, FROM_HUB, self.clock)
        assert keeper is not None
        self.keeper: Keeper = keeper
        self.keeper.watch(ill=lambda: self.ill, restart=self._restart)
        return self

    def _restart(self) -> None:
        self.restarts += 1

    def hears(self, *documents: Document, key: str = KEY) -> "Box":
        for one in documents:
            self.keeper.put(seal(one, partial(sign, key)))
        return self.steps()

    def steps(self, seconds: float = 0) -> "Box":
        self.keeper.step(self.link)
        self.clock.advance(seconds)
        self.keeper.step(self.link)
        return self

    @property
    def asks(self) -> str:
        return self.settings.kiosk.question


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_settings_are_written_down_tried_at_the_next_start_and_kept(box: Box) -> None:
    own = box.asks
    box.hears(document())
    assert (box.restarts, box.asks, box.keeper.state().newest) == (1, own, 1)
    box.start()
    assert (box.asks, box.keeper.state().trying) == ("Question 1?", True)
    box.steps(STEADY_MS / 1000)
    assert not box.keeper.state().trying
    for _ in range(5):
        assert box.start().asks == "Question 1?"
    assert (box.restarts, box.keeper.problem()) == (1, None)


def test_a_program_that_is_not_well_in_time_goes_back_by_itself_and_says_so(box: Box) -> None:
    box.hears(document()).start().steps(STEADY_MS / 1000)
    box.hears(document(2)).start()
    box.ill = "The camera gives no picture."
    box.steps(box.own.orders.trial_seconds - 1)
    assert (box.restarts, box.keeper.state().trying) == (2, True)
    box.steps(1)
    assert box.restarts == 3
    box.ill = ""
    assert box.start().asks == "Question 1?"
    state = box.keeper.state()
    assert (state.acting, state.newest, state.refused) == (1, 2, 2)
    problem = "Settings 2 from the hub do not act: The camera gives no picture."
    assert box.keeper.problem() == problem
    box.hears(document(2))  # as the broker retains it
    assert (box.restarts, box.keeper.problem()) == (3, problem)


def test_being_well_counts_only_without_a_break(box: Box) -> None:
    box.hears(document()).start()
    for _ in range(9):
        box.steps(STEADY_MS / 1000 - 1)
        box.ill = "It fails now and then."
        box.steps()
        box.ill = ""
    assert box.keeper.state().refused == 1


def test_a_program_that_ends_twice_on_trial_goes_back(box: Box) -> None:
    own = box.asks
    box.hears(document())
    assert box.start().asks == "Question 1?"
    assert box.start().asks == "Question 1?"
    assert box.start().asks == own
    assert "started 2 times with them: it was not well" in (box.keeper.problem() or "")


def test_what_a_program_said_at_its_end_is_told_when_it_goes_back(box: Box) -> None:
    box.hears(document())
    for _ in range(2):
        box.start()
        with pytest.raises(OtklikError), last_words(box.keeper):
            raise OtklikError("The model is not there;\n  pull it.")
    said = "Settings 1 from the hub do not act: the program was started 2 times with them: "
    assert box.start().keeper.problem() == said + "The model is not there; pull it."
    with pytest.raises(OtklikError), last_words(box.keeper):
        raise OtklikError("Not the settings' fault.")
    with pytest.raises(OtklikError), last_words(None):
        raise OtklikError("No settings of the hub at all.")
    assert "Not the" not in (box.start().keeper.problem() or "")


def test_what_is_not_fit_is_refused_with_the_device_s_own_sentence(box: Box) -> None:
    box.hears(document(values={"kiosk.settle_ms": 400, "follow_up.reasons": ["a", "b"]}))
    state = box.keeper.state()
    assert (box.restarts, state.acting, state.refused) == (0, 0, 1)
    assert "`kiosk.settle_ms` = 400" in state.why
    assert box.start().keeper.state() == state
    box.hears(document(2)).start()
    assert (box.asks, box.keeper.problem()) == ("Question 2?", None)


@pytest.mark.parametrize(
    "changes", [{"site": "elsewhere"}, {"device": "another"}, {"v": VERSION + 1}]
)
def test_what_is_meant_for_others_changes_nothing(box: Box, changes: dict[str, Any]) -> None:
    box.hears(document(**changes))
    assert (box.restarts, box.keeper.state().newest) == (0, 0)


def test_another_key_or_an_order_s_signature_changes_nothing(box: Box) -> None:
    box.hears(document(), key=make_key().decode())
    body = codec.encode(document())
    box.keeper.put(codec.encode({"document": body.decode(), "signature": SIGN(body)}))  # type: ignore[arg-type]
    box.keeper.put(signed_order(an_order(), KEY))
    box.steps()
    assert (box.restarts, box.keeper.state().newest) == (0, 0)


def test_an_older_document_is_no_way_back(box: Box) -> None:
    box.hears(document(3)).start().steps(STEADY_MS / 1000)
    box.hears(document(2), document(3))
    assert (box.restarts, box.keeper.state().newest) == (1, 3)


def test_a_megabyte_and_noise_change_nothing(box: Box) -> None:
    box.hears(document(values={"kiosk.question": "x" * 1_000_000}))
    box.keeper.put(b"\xff" * 500)
    for _ in range(100):
        box.keeper.put(b"{}")
    box.steps()
    assert (box.restarts, box.keeper.state().newest) == (0, 0)


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_changed_byte_opens_nothing_else(at: int, flip: int) -> None:
    payload = bytearray(seal(document(), SIGN))
    payload[at % len(payload)] ^= flip
    try:
        found = unseal(bytes(payload), DEVICE, VERIFY)
    except UnreadableError:
        return
    assert found == document()  # only the spelling of the JSON around it changed


def test_the_technician_s_file_may_change_below_and_what_no_longer_fits_rests(
    box: Box, tmp_path: Path
) -> None:
    labels = ["Great", "Good", "Bad", "Awful"]
    box.hears(document(values={"buttons[].label": labels})).start().steps(STEADY_MS / 1000)
    assert [one.label for one in box.settings.buttons] == labels
    two = Box(tmp_path, buttons=box.own.buttons[:2])
    assert len(two.settings.buttons) == 2
    assert "needs 2 texts" in (two.keeper.problem() or "")
    assert two.keeper.state().acting == 0
    again = Box(tmp_path)
    assert [one.label for one in again.settings.buttons] == labels


def test_without_a_key_nothing_of_the_hub_acts(box: Box) -> None:
    box.hears(document()).start().steps(STEADY_MS / 1000)
    own = msgspec.structs.replace(box.own, orders=OrderSettings())
    assert with_hub(own, FROM_HUB, box.clock) == (own, None)
    assert as_proven(own, FROM_HUB) == own


def test_who_works_beside_the_program_sees_what_has_proved_itself(box: Box) -> None:
    box.hears(document()).start()
    assert proven_values(box.own, FROM_HUB) == {}, "it is on trial"
    box.steps(STEADY_MS / 1000)
    assert proven_values(box.own, FROM_HUB) == {"kiosk.question": "Question 1?"}
    assert as_proven(box.own, FROM_HUB) == box.settings


def test_who_works_beside_the_program_does_not_use_up_a_trial(box: Box) -> None:
    box.hears(document())
    for _ in range(5):
        as_proven(box.own, FROM_HUB)
    assert box.start().keeper.state().trying


def test_a_disk_that_takes_nothing_changes_nothing(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    own = box.asks
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "put_file", full)
        assert box.hears(document()).restarts == 0
        assert box.start().asks == own
    box.hears(document())
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "put_file", full)
        assert box.start().asks == own
        assert "the disk takes nothing" in (box.keeper.problem() or "")
    assert box.start().asks == "Question 1?"  # the trial stands on the disk still


def test_a_damaged_file_is_as_none_and_the_broker_s_document_mends_it(box: Box) -> None:
    box.hears(document()).start().steps(STEADY_MS / 1000)
    (box.folder / FILE).write_bytes(b'{"good":')
    assert box.start().asks == box.own.kiosk.question
    assert box.hears(document()).start().asks == "Question 1?"


class PowerCut(BaseException):
    """The power goes."""


def _stories() -> list[Callable[[Box], object]]:
    return [
        lambda box: box.hears(document(2)),
        lambda box: box.hears(document(2)).start(),
        lambda box: box.hears(document(2)).start().steps(STEADY_MS / 1000),
        lambda box: _goes_back(box.hears(document(2)).start()),
        lambda box: box.hears(document(2, values={"kiosk.settle_ms": 99})),
    ]


def _goes_back(box: Box) -> None:
    box.ill = "ill"
    box.steps(120)


@pytest.mark.parametrize("story", _stories())
@pytest.mark.parametrize("call", ["fchmod", "fsync", "replace", "after"])
def test_a_power_cut_at_any_step_leaves_the_settings_before_or_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Callable[[Box], object], call: str
) -> None:
    """Cut at every write of a story, at each step of the writing: all settings are whole."""
    for nth in range(1, 9):
        folder = tmp_path / f"{nth}"
        folder.mkdir()
        box = Box(folder)
        box.hears(document()).start().steps(STEADY_MS / 1000)
        with monkeypatch.context() as patch:
            cuts = _cut(patch, call, nth)
            with suppress(PowerCut):
                story(box)
        if not cuts:
            break
        assert Box(folder).asks in ("Question 1?", "Question 2?")
        after = Box(folder)
        after.hears(document(2))
        after.start().steps(STEADY_MS / 1000)
        assert after.start().asks in ("Question 1?", "Question 2?")
        assert after.keeper.state().newest == 2
        assert not after.keeper.state().trying
    else:
        pytest.fail("the story never ends")


def _cut(patch: pytest.MonkeyPatch, call: str, nth: int) -> list[bool]:
    """Cut the power at the nth call of a step of `put_file`. The list is empty while it was not."""
    done: list[bool] = []
    seen = 0

    def counted(original: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == nth and before:
                done.append(True)
                raise PowerCut
            result = original(*arguments)
            if seen == nth:
                done.append(True)
                raise PowerCut
            return result

        return step

    if call in ("fchmod", "fsync"):
        patch.setattr(os, call, counted(getattr(os, call), before=True))
    else:
        patch.setattr(Path, "replace", counted(Path.replace, before=call == "replace"))
    return done


def test_the_report_says_what_acts_setting_by_setting(box: Box) -> None:
    box.hears(document()).start().steps()
    published = [one for one in box.link.published if one.topic.endswith("/settings")]
    assert all(one.retain for one in published)
    report = codec.read_settings_report(published[-1].payload)
    said = {one.key: msgspec.json.decode(one.value) for one in report.values}
    assert (report.acting, said["kiosk.question"]) == (1, "Question 1?")
    assert list(said) == list(FROM_HUB)
    assert len(published) == 2  # one for each run
    box.keeper.on_connect()
    box.steps()
    assert len([one for one in box.link.published if one.topic.endswith("/settings")]) == 3
