"""A device's own account of itself: the retained `status`, and the will the broker keeps."""

import logging
import threading
from collections.abc import Callable, Collection
from uuid import uuid4

import msgspec

from wire.clock import Clock
from wire.codec import encode
from wire.link import Link, Will
from wire.messages import VERSION
from wire.outbox import Outbox
from wire.remote.messages import SettingsState
from wire.settings import DeviceSettings
from wire.spill import Spill
from wire.status import OpenWindow, Problem, Readings, Status, UpdateState
from wire.topics import spell

_log = logging.getLogger("otklik.status")
HEARTBEAT_MS = 20_000
"""The hub calls a device offline after 90 s of silence: four missed heartbeats."""
_MIN_GAP_MS = 250


class Reporter:
    """Collects what the rooms say of themselves and publishes it when due. Thread-safe.

    `measure` reads the machine, see `wire.readings`; a room's own readings are added to it.
    """

    def __init__(
        self,
        device: DeviceSettings,
        outbox: Outbox,
        spill: Spill,
        clock: Clock,
        *,
        room: str,
        software: str,
        measure: Callable[[], Readings] = Readings,
        update: Callable[[], UpdateState | None] = lambda: None,
    ) -> None:
        self._update = update
        self._device = device
        self._measure = measure
        self._outbox = outbox
        self._spill = spill
        self._clock = clock
        self._room = room
        self._software = software
        self._session = uuid4().hex
        self._problems: dict[str, Problem] = {}
        self._open_windows: list[OpenWindow] = []
        self._readings = Readings()
        self._occupancy: int | None = None
        self._question = ""
        self._settings: SettingsState | None = None
        self._dirty = True
        self._sent_ms = -HEARTBEAT_MS
        self._lock = threading.Lock()

    @property
    def topic(self) -> str:
        """Where the status goes."""
        return spell(self._device.site, self._device.name, "status")

    @property
    def session(self) -> str:
        """The name of this run of the program."""
        return self._session

    def will(self) -> Will:
        """What the broker says when this device vanishes."""
        return Will(self.topic, encode(self._offline()))

    def set_problem(self, code: str, text: str | None) -> None:
        """Report a problem, or with `text` None that it is over. Logged when it changes."""
        with self._lock:
            known = self._problems.get(code)
            if text is None:
                if self._problems.pop(code, None):
                    _log.info("Over: %s", known.text if known else code)
                    self._dirty = True
            elif known is None or known.text != text:
                since = known.since if known else self._clock.now().wall
                self._problems[code] = Problem(code=code, text=text, since=since)
                _log.warning("%s", text)
                self._dirty = True

    def set_open_windows(self, windows: list[OpenWindow]) -> None:
        """What was counted in windows that have not ended yet."""
        with self._lock:
            self._dirty = self._dirty or windows != self._open_windows
            self._open_windows = list(windows)

    def set_occupancy(self, inside: int | None) -> None:
        """People inside now; None: this device counts no door."""
        with self._lock:
            self._dirty = self._dirty or inside != self._occupancy
            self._occupancy = inside

    def set_question(self, question: str) -> None:
        """What this kiosk asks."""
        with self._lock:
            self._dirty = self._dirty or question != self._question
            self._question = question

    def set_settings(self, state: SettingsState) -> None:
        """How it stands with settings from the hub."""
        with self._lock:
            self._dirty = self._dirty or state != self._settings
            self._settings = state

    def trouble(self, codes: Collection[str]) -> str:
        """What is wrong now, of some problems; empty: none of them."""
        with self._lock:
            return next((self._problems[code].text for code in codes if code in self._problems), "")

    def set_readings(self, readings: Readings) -> None:
        """What the room measured: frames. Goes out with the next heartbeat."""
        with self._lock:
            self._readings = readings

    def on_connect(self) -> None:
        """A new connection must be told everything at once."""
        with self._lock:
            self._dirty = True
            self._sent_ms = -HEARTBEAT_MS

    def due_in_ms(self) -> int:
        """Milliseconds until `step` has something to do."""
        with self._lock:
            wait_ms = _MIN_GAP_MS if self._dirty else HEARTBEAT_MS
            return max(0, self._sent_ms + wait_ms - self._clock.boot_ms())

    def step(self, link: Link) -> None:
        """Publish the status if it is due and somebody listens."""
        if self.due_in_ms() or not link.connected:
            return
        self._watch_disk()
        with self._lock:
            self._dirty = False
            self._sent_ms = self._clock.boot_ms()
        # QoS 0: the next one says more, and a hub that is away needs only the retained newest.
        link.publish(self.topic, encode(self.current()), qos=0, retain=True)

    def farewell(self, link: Link) -> None:
        """Say that this device goes away on purpose."""
        link.publish(self.topic, encode(self._offline()), retain=True)

    def _watch_disk(self) -> None:
        waiting, lost = self._spill.waiting, self._spill.lost
        text = f"The disk takes no events: {waiting} wait in memory, {lost} were lost."
        self.set_problem("disk_full", text if waiting or lost else None)

    def current(self) -> Status:
        """The status as of now."""
        state = self._outbox.state()
        with self._lock:
            return Status(
                v=VERSION,
                site=self._device.site,
                device=self._device.name,
                session=self._session,
                online=True,
                at=self._clock.now(),
                room="kiosk" if self._room == "kiosk" else "camera",
                software=self._software,
                epoch=state.epoch,
                last_seq=state.last_seq,
                acked_seq=state.acked_seq,
                oldest_seq=state.oldest_seq,
                in_memory=self._spill.waiting,
                counts=state.counts,
                problems=list(self._problems.values()),
                open_windows=self._open_windows,
                readings=self._all_readings(),
                occupancy=self._occupancy,
                question=self._question,
                settings=self._settings,
                update=self._update(),
            )

    def _all_readings(self) -> Readings:
        own = self._readings
        return msgspec.structs.replace(
            self._measure(),
            frames_per_second=own.frames_per_second,
            dropped_share=own.dropped_share,
        )

    def _offline(self) -> Status:
        return Status(
            v=VERSION,
            site=self._device.site,
            device=self._device.name,
            session=self._session,
            online=False,
        )
