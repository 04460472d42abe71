"""The tables, as SQLAlchemy Core. Changes go through `migrations/` (Alembic), never only here.

Instants are integers, milliseconds since 1970 in UTC (`*_ms`). Local days are ISO dates as text,
in the shop's own time zone. Booleans are stored as such.

Why the roll-ups look as they do: one row for each hour (or day) with a column for each button is
what pays at a kiosk's volumes; rows by button compress hardly at all (benchmarks/README.md). An
hour is keyed by the UTC instant at which the shop's *local* clock hour begins, so zones with a
half-hour offset and the two hours of an autumn night are right.
"""

from hub.store.schema.acting import note, poster, task
from hub.store.schema.alerts import alert, alert_comment, press_heard, press_watch
from hub.store.schema.blocks import block, block_edition, stale_day
from hub.store.schema.events import (
    AUDIT_COUNTS,
    DWELL_COLUMNS,
    audit_minute,
    expression_window,
    footfall,
    occupancy_reset,
    press,
    zone_window,
)
from hub.store.schema.experiments import experiment, experiment_site
from hub.store.schema.fleet import device_order, site_place, visit
from hub.store.schema.forecasts import forecast
from hub.store.schema.groups import shop_group_members, shop_groups
from hub.store.schema.identity import certificate, enrolment_refusal, enrolment_token
from hub.store.schema.judging import bonus_card, bonus_entry, checklist, mystery_visit
from hub.store.schema.known import (
    devices,
    epoch_ahead,
    epochs,
    metadata,
    quarantine,
    quarantine_count,
    regions,
    sites,
)
from hub.store.schema.machines import (
    announced,
    clock_offset,
    day_told,
    ingest_sign,
    webhooks,
)
from hub.store.schema.people import (
    api_tokens,
    audit_head,
    audit_log,
    grants,
    recovery_codes,
    second_factors,
    users,
    wall_links,
)
from hub.store.schema.reasons import question, reason, reason_day
from hub.store.schema.remote import settings_told, settings_version, settings_wanted
from hub.store.schema.reports import report
from hub.store.schema.sales import SALES_FACTS, sales_day, sales_hour, sales_import
from hub.store.schema.sums import (
    MAX_BUTTONS,
    audit,
    expression_day,
    expression_method,
    footfall_day,
    footfall_hour,
    footfall_month,
    press_day,
    press_hour,
    press_month,
    retention,
    zone_clock,
    zone_day,
    zone_hour,
    zone_month,
)
from hub.store.schema.updates import rollout, rollout_device
from hub.store.schema.work import outgoing, work_lease

__all__ = [
    "AUDIT_COUNTS",
    "DWELL_COLUMNS",
    "MAX_BUTTONS",
    "SALES_FACTS",
    "alert",
    "alert_comment",
    "announced",
    "api_tokens",
    "audit",
    "audit_head",
    "audit_log",
    "audit_minute",
    "block",
    "block_edition",
    "bonus_card",
    "bonus_entry",
    "certificate",
    "checklist",
    "clock_offset",
    "day_told",
    "device_order",
    "devices",
    "enrolment_refusal",
    "enrolment_token",
    "epoch_ahead",
    "epochs",
    "experiment",
    "experiment_site",
    "expression_day",
    "expression_method",
    "expression_window",
    "footfall",
    "footfall_day",
    "footfall_hour",
    "footfall_month",
    "forecast",
    "grants",
    "ingest_sign",
    "metadata",
    "mystery_visit",
    "note",
    "occupancy_reset",
    "outgoing",
    "poster",
    "press",
    "press_day",
    "press_heard",
    "press_hour",
    "press_month",
    "press_watch",
    "quarantine",
    "quarantine_count",
    "question",
    "reason",
    "reason_day",
    "recovery_codes",
    "regions",
    "report",
    "retention",
    "rollout",
    "rollout_device",
    "sales_day",
    "sales_hour",
    "sales_import",
    "second_factors",
    "settings_told",
    "settings_version",
    "settings_wanted",
    "shop_group_members",
    "shop_groups",
    "site_place",
    "sites",
    "stale_day",
    "task",
    "users",
    "visit",
    "wall_links",
    "webhooks",
    "work_lease",
    "zone_clock",
    "zone_day",
    "zone_hour",
    "zone_month",
    "zone_window",
]
