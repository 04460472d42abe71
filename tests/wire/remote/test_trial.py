"""Which settings act, whatever happens in whatever order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.wire.events import DEVICE
from wire.codec import encode
from wire.messages import VERSION
from wire.remote.messages import Document
from wire.remote.trial import (
    STARTS,
    Kept,
    Version,
    begun,
    given_up,
    offered,
    proven,
    refused,
    state_of,
)

VALUES = st.dictionaries(st.sampled_from(["kiosk.question", "kiosk.thanks"]), st.text(max_size=3))


def document(number: int, **values: str) -> Document:
    chosen = {f"kiosk.{name}": value for name, value in values.items()}
    return Document(
        v=VERSION, site=DEVICE.site, device=DEVICE.name, number=number, values=dict(chosen)
    )


def version(number: int, **values: str) -> Version:
    return Version(number=number, values=document(number, **values).values)


def test_what_comes_acts_from_the_next_start_and_is_kept_when_proven() -> None:
    kept = offered(Kept(), document(1, question="A?"))
    assert (state_of(kept).acting, state_of(kept).newest) == (0, 1)
    kept = begun(kept)
    assert (state_of(kept).acting, state_of(kept).trying) == (1, True)
    kept = proven(kept)
    assert kept == Kept(good=version(1, question="A?"))
    assert begun(kept) == kept


def test_settings_that_are_given_up_leave_the_last_good_ones() -> None:
    kept = begun(offered(Kept(good=version(1, question="A?")), document(2, question="B?")))
    kept = given_up(kept, "the camera gave no picture")
    state = state_of(kept)
    assert (state.acting, state.newest, state.refused) == (1, 2, 2)
    assert state.why == "the camera gave no picture"
    assert offered(kept, document(2, question="B?")) == kept  # the broker has it still


def test_the_second_restart_on_trial_is_the_way_back() -> None:
    kept = offered(Kept(good=version(1)), document(2, question="B?"))
    for _ in range(STARTS):
        kept = begun(kept)
        assert state_of(kept).acting == 2
    kept = begun(kept)
    assert (state_of(kept).acting, state_of(kept).refused) == (1, 2)


def test_a_refusal_leaves_a_trial_alone_and_a_newer_document_replaces_it() -> None:
    kept = begun(offered(Kept(), document(2, question="B?")))
    kept = refused(kept, document(3, question=""), "too short")
    assert (state_of(kept).acting, state_of(kept).refused, state_of(kept).newest) == (2, 3, 3)
    assert given_up(kept, "not well").refusal == kept.refusal
    assert offered(kept, document(4, thanks="!")) == Kept(trial=version(4, thanks="!"))


def test_a_document_that_changes_nothing_is_not_tried() -> None:
    kept = offered(Kept(good=version(1, question="A?")), document(5, question="A?"))
    assert kept == Kept(good=version(5, question="A?"))
    assert offered(Kept(), document(1)) == Kept(good=version(1))


class Device(RuleBasedStateMachine):
    """A device whose power may go at any step: what is on its disk is one of two states."""

    @initialize()
    def new(self) -> None:
        self.disk = Kept()
        self.good: list[Version | None] = [None]  # all that ever proved itself
        self.seen = 0
        self.running = False

    def write(self, after: Kept, cut: bool) -> None:
        """Write a step down; with the power cut, before or after: old or new."""
        if not cut:
            self.disk = after
        else:
            self.running = False

    @rule(number=st.integers(1, 40), values=VALUES, fit=st.booleans(), cut=st.booleans())
    def comes(self, number: int, values: dict[str, str], fit: bool, cut: bool) -> None:
        asked = Document(
            v=VERSION, site=DEVICE.site, device=DEVICE.name, number=number, values=dict(values)
        )
        before = self.disk
        after = offered(before, asked) if fit else refused(before, asked, "not fit")
        if number <= before.newest:
            assert after == before  # a replay, or what the broker retains
        self.write(after, cut)
        if self.disk.good != before.good:
            self.good.append(self.disk.good)  # the same values under a newer number

    @rule(cut=st.booleans())
    def starts(self, cut: bool) -> None:
        self.write(begun(self.disk), cut)
        self.running = not cut

    @rule(well=st.booleans(), cut=st.booleans())
    def judged(self, well: bool, cut: bool) -> None:
        if not self.running or self.disk.trial is None or not self.disk.starts:
            return
        trial = self.disk.trial
        self.write(proven(self.disk) if well else given_up(self.disk, "ill"), cut)
        if well and not cut:
            self.good.append(trial)

    @invariant()
    def the_last_good_ones_are_always_at_hand(self) -> None:
        assert self.disk.good in self.good[-1:]

    @invariant()
    def numbers_only_grow(self) -> None:
        assert self.disk.newest >= self.seen
        self.seen = self.disk.newest

    @invariant()
    def nobody_tries_for_ever(self) -> None:
        assert self.disk.starts <= STARTS
        kept = self.disk
        for _ in range(STARTS + 1):
            kept = begun(kept)
        assert kept.trial is None
        assert kept.good == self.disk.good

    @invariant()
    def a_device_says_why_the_newest_does_not_act(self) -> None:
        state = state_of(self.disk)
        tried_next = self.disk.trial is not None and self.disk.trial.number == state.newest
        assert state.newest in (state.acting, state.refused) or tried_next
        assert state.why or not state.refused


TestDevice = Device.TestCase


@given(
    st.builds(
        Kept,
        good=st.none() | st.builds(Version, number=st.integers(1, 9), values=VALUES),
        trial=st.none() | st.builds(Version, number=st.integers(1, 9), values=VALUES),
        starts=st.integers(0, 3),
    )
)
def test_what_is_written_is_read_again(kept: Kept) -> None:
    assert msgspec.json.decode(encode(kept), type=Kept) == kept
