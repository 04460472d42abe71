"""From the outbox to the link: what to send, how much at once, and when again.

Only the hub's own `ack` counts as delivered; a broker's PUBACK means "in my memory". Repeats are
driven by acks too, never by a timer alone: while the hub is away, each device would otherwise fill
the broker's queue with copies. Every status makes the hub say where it stands, and then it is seen
what is missing.
"""

from wire.clock import Clock
from wire.codec import batch
from wire.link import Link
from wire.messages import MAX_EVENTS_IN_BATCH, VERSION, Ack, Header
from wire.outbox import Outbox, Row
from wire.topics import spell

WINDOW_EVENTS = 10 * MAX_EVENTS_IN_BATCH
"""Events that may be under way without an ack."""
PATIENCE_MS = 3_000
"""What was sent less than this ago may still be on its way, and is not sent again."""
_MAX_BATCH_BYTES = 150_000


class SendWindow:
    """The pure part: which number was sent, which is acknowledged, from where to go on."""

    def __init__(self, acked: int) -> None:
        self.acked = acked
        self.sent = acked
        self._sent_at_ms = -PATIENCE_MS
        self._first_ack_due = False

    def room(self) -> int:
        """How many events may be sent now."""
        return max(0, WINDOW_EVENTS - (self.sent - self.acked))

    def on_sent(self, last_seq: int, now_ms: int) -> None:
        """Events up to `last_seq` were handed to the link."""
        self.sent = last_seq
        self._sent_at_ms = now_ms

    def on_connect(self) -> None:
        """A new connection: what the old one carried may be lost, the first ack will tell."""
        self._first_ack_due = True

    def on_ack(self, seq: int, now_ms: int) -> None:
        """The hub holds all up to `seq`: more, less (it lost data), or fewer than were sent."""
        went_back = seq < self.acked
        waited = now_ms - self._sent_at_ms >= PATIENCE_MS
        self.acked = seq
        if went_back or self._first_ack_due or waited:
            self.sent = seq
        self.sent = max(self.sent, seq)
        self._first_ack_due = False


class Sender:
    """Sends what the outbox holds. One thread calls `step`; `take_ack` comes from the same one."""

    def __init__(self, outbox: Outbox, link: Link, clock: Clock, *, site: str, device: str) -> None:
        self._outbox = outbox
        self._link = link
        self._clock = clock
        self._site = site
        self._device = device
        state = outbox.state()
        self._epoch = state.epoch
        self._window = SendWindow(state.acked_seq)

    def on_connect(self) -> None:
        """The link is up again."""
        self._window.on_connect()

    def take_ack(self, ack: Ack) -> None:
        """The hub told where it stands. An ack of another epoch is not about this outbox."""
        state = self._outbox.state()
        if ack.epoch != state.epoch:
            return
        if ack.seq != state.acked_seq:
            self._outbox.acknowledge(ack.seq)
        if ack.seq > state.last_seq:
            state = self._outbox.state()
            self._epoch, self._window = state.epoch, SendWindow(state.acked_seq)
            return
        self._window.on_ack(ack.seq, self._clock.boot_ms())

    def step(self) -> bool:
        """Send one read's worth of events. True: there may be more at once."""
        limit = min(MAX_EVENTS_IN_BATCH, self._window.room())
        if not limit or not self._link.connected:
            return False
        rows = self._outbox.after(self._window.sent, limit)
        for run in _runs(rows):
            if not self._publish(run):
                return False
        return len(rows) == limit

    def _publish(self, rows: list[Row]) -> bool:
        stream = rows[0].stream
        header = Header(v=VERSION, site=self._site, device=self._device, epoch=self._epoch)
        now = self._clock.now()
        payload = batch(stream, header, now, [(row.seq, row.at, row.body) for row in rows])
        if not self._link.publish(spell(self._site, self._device, stream), payload):
            return False
        self._window.on_sent(rows[-1].seq, now.boot_ms)
        return True


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Cut rows into messages: one stream each, in order, none too large."""
    runs: list[list[Row]] = []
    size = 0
    for row in rows:
        length = len(row.body) + 200  # numbers and time, generously
        if runs and runs[-1][-1].stream == row.stream and size + length <= _MAX_BATCH_BYTES:
            runs[-1].append(row)
            size += length
        else:
            runs.append([row])
            size = length
    return runs
