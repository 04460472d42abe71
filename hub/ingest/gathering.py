"""New events as rows and sums, gathered in memory until their transaction stores them."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from hub.domain.calendar import local_time
from hub.domain.dwell import binned
from hub.domain.hours import clock_hour
from hub.domain.tally import Sums
from hub.store.expressions import ExpressionRow, add_expression_windows
from hub.store.footfall import FootfallRow, add_windows
from hub.store.presses import PressRow, add_presses
from hub.store.quality import AuditRow, ResetRow, add_audit_minutes, add_resets
from hub.store.reasons import ReasonRow, add_reasons
from hub.store.rollups import add_sums
from hub.store.zones import ZoneRow, add_zone_windows
from wire.camera_events import AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.expression_events import ExpressionWindow
from wire.kiosk_events import Reason
from wire.messages import Event, Press


class Origin(NamedTuple):
    """Whose event it is, and when it happened: the beginning of each table's row."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int


class Gathered:
    """Rows of each table, and the sums over them."""

    def __init__(self) -> None:
        self._presses: list[PressRow] = []
        self._reasons: list[tuple[ReasonRow, ZoneInfo]] = []
        self._windows: list[FootfallRow] = []
        self._zones: list[ZoneRow] = []
        self._resets: list[ResetRow] = []
        self._audits: list[AuditRow] = []
        self._expressions: list[ExpressionRow] = []
        self._sums = Sums()

    def add(self, event: Event, origin: Origin, zone: ZoneInfo) -> None:
        """Take one event that was never taken before; `zone` is its shop's."""
        if isinstance(event, Press):
            self._add_press(event, origin, zone)
        elif isinstance(event, Reason):
            row = ReasonRow(*origin, event.button, event.of, event.reason, event.play)
            self._reasons.append((row, zone))
        elif isinstance(event, FootfallWindow):
            self._add_window(event, origin, zone)
        elif isinstance(event, ZoneWindow):
            self._add_zone(event, origin, zone)
        elif isinstance(event, OccupancyReset):
            counts = (event.entered, event.left, event.removed, event.held)
            self._resets.append(ResetRow(*origin, event.seconds, *counts))
        elif isinstance(event, AuditMinute):
            self._add_audit(event, origin)
        else:
            self._add_expression(event, origin)

    def store(self, conn: Connection) -> None:
        """Write everything."""
        add_presses(conn, self._presses)
        add_reasons(conn, self._reasons)
        add_windows(conn, self._windows)
        add_zone_windows(conn, self._zones)
        add_resets(conn, self._resets)
        add_audit_minutes(conn, self._audits)
        changed = add_expression_windows(conn, self._expressions)
        add_sums(conn, self._sums, changed)

    def _add_press(self, event: Press, origin: Origin, zone: ZoneInfo) -> None:
        button, scale, play = event.button, event.of, event.play
        self._presses.append(PressRow(*origin, button, scale, play))
        local = local_time(zone, origin.at_ms)
        self._sums.presses.add(origin.device_id, local, button, scale, play)

    def _add_window(self, event: FootfallWindow, origin: Origin, zone: ZoneInfo) -> None:
        row = FootfallRow(
            *origin,
            event.seconds,
            event.line,
            event.entered,
            event.left,
            event.frames,
            event.dropped,
            event.method,
            event.kind,
            event.staff_entered,
            event.staff_left,
        )
        self._windows.append(row)
        local = local_time(zone, origin.at_ms)
        self._sums.flows.add(origin.device_id, local, row.line, row.kind, row.flows())

    def _add_zone(self, event: ZoneWindow, origin: Origin, zone: ZoneInfo) -> None:
        row = ZoneRow(
            *origin,
            event.seconds,
            event.zone,
            event.kind,
            event.visits,
            event.dwell_ms,
            binned(event.dwell_bins),
            event.occupancy_ms,
            event.staff_visits,
            event.most,
        )
        self._zones.append(row)
        local = local_time(zone, origin.at_ms)
        clock = clock_hour(zone, local.hour_ms)
        stays = row.stays()
        self._sums.zones.add(origin.device_id, local, clock, row.zone, row.kind, stays, row.most)

    def _add_audit(self, event: AuditMinute, origin: Origin) -> None:
        row = AuditRow(
            *origin,
            event.seconds,
            event.audit,
            event.line,
            event.tapped_in,
            event.tapped_out,
            event.counted_in,
            event.counted_out,
            event.agreed_in,
            event.agreed_out,
        )
        self._audits.append(row)
        self._sums.audits.add(origin.device_id, row.audit, row.line, row.counted(), origin.at_ms)

    def _add_expression(self, event: ExpressionWindow, origin: Origin) -> None:
        self._expressions.append(
            ExpressionRow(
                *origin,
                event.seconds,
                event.visitors,
                event.unseen,
                event.least,
                event.negative,
                event.neutral,
                event.positive,
                event.corrected,
                event.zone,
                event.calibration,
                msgspec.json.encode(event.errors).decode(),
                event.network,
                event.detector,
                event.law,
            )
        )
