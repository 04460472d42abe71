"""Messages -> one transaction -> acknowledgements."""

from typing import NamedTuple

from sqlalchemy import Connection, Engine

from hub.ingest.intake import Intake
from hub.ingest.known import KnownDevices
from hub.ingest.sorting import Message, Sorted, sort_messages
from hub.settings import HubSettings
from hub.store.engine import connect, write_transaction, writing
from hub.store.orders import note_answer
from hub.store.quarantine import Unreadable, set_aside
from hub.store.remote import note_told
from hub.store.signs import Sign, write_sign
from wire.messages import VERSION, Ack


class DeviceAck(NamedTuple):
    """An acknowledgement, and whom it is for."""

    site: str
    device: str
    ack: Ack


class Handler:
    """Stores messages. For one thread, whose connection and memory of devices it keeps."""

    def __init__(self, engine: Engine, settings: HubSettings) -> None:
        self._engine = engine
        self._keep_unreadable = settings.ingest.quarantine_rows
        self._known = KnownDevices(settings.site_defaults.timezone)
        self._connection: Connection | None = None

    def handle(self, messages: list[Message]) -> list[DeviceAck]:
        """Store messages (at least one), all or none; on return they survive a power cut.

        Returns:
            Where the hub now stands with every outbox that was heard of.

        Raises:
            StoreUnavailableError: the store took nothing; the same messages may be given again.
        """
        sorted_ = sort_messages(messages)
        if self._connection is None:
            self._connection = connect(self._engine)
        try:
            with write_transaction(self._connection):
                intake = self._apply(self._connection, sorted_, messages[-1].received_ms)
        except BaseException:
            self.close()
            raise
        return [
            DeviceAck(site, device, Ack(v=VERSION, epoch=epoch.epoch, seq=epoch.ledger.contiguous))
            for (site, device, _), epoch in intake.spoken.items()
        ]

    def sign(self, sign: Sign) -> None:
        """Leave a sign of life.

        Raises:
            StoreUnavailableError: the store took nothing.
        """
        if self._connection is None:
            self._connection = connect(self._engine)
        # On the connection of `handle`, which would take another's write for news of devices.
        with write_transaction(self._connection):
            write_sign(self._connection, sign)

    def set_aside(self, entry: Unreadable) -> None:
        """Keep aside a message that `handle` cannot take."""
        with writing(self._engine) as conn:
            set_aside(conn, [entry], keep=self._keep_unreadable)

    def close(self) -> None:
        """Let go of the connection and of what is remembered; the next `handle` starts anew."""
        self._known.forget()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _apply(self, conn: Connection, sorted_: Sorted, now_ms: int) -> Intake:
        self._known.begin(conn)
        intake = Intake(sorted_.unreadable)
        wanted = [(one.site, one.device, one.received.header.epoch) for one in sorted_.batches]
        reports = [(one.site, one.device, one.status.epoch) for one in sorted_.reports]
        devices = self._known.resolve(conn, [*wanted, *reports], now_ms)
        for batch in sorted_.batches:
            intake.take_batch(batch, devices[batch.site, batch.device])
        for report in sorted_.reports:
            intake.take_report(report, devices[report.site, report.device])
        intake.store(conn, keep_unreadable=self._keep_unreadable)
        for answer, received_ms in sorted_.answers:
            note_answer(conn, answer, received_ms)
        for site, device, told in sorted_.settings:
            note_told(conn, site, device, told)
        return intake
