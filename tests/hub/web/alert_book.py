"""Alerts put straight into the store, as the hub's own work would."""

from sqlalchemy import Connection, Engine, select

from hub.domain.alerts import Change, Finding, Kind
from hub.store import alerts
from hub.store.engine import writing
from hub.store.schema import sites

FACTS: dict[Kind, dict[str, object]] = {
    "presses": {"at_ms": 0, "presses": 20, "unhappy": 9, "usual_percent": 14},
    "footfall": {"until": "15:00", "entered": 40, "expected": 200, "low": 150, "high": 250},
    "queue": {"zone": "tills", "people": 9.5, "minutes": 10},
    "silent": {"device": "kiosk-1", "visitors": 120, "missing": 9},
    "offline": {"devices": ["kiosk-1", "kiosk-2"], "of": 4},
    "deaf": {"shops": 12},
    "camera": {"device": "camera-1", "code": "camera_covered", "text": "Covered."},
    "device": {"device": "kiosk-1", "code": "button_2_stuck", "text": "Stuck."},
    "counters": {"device": "kiosk-1", "off": {"press.1": 3}},
    "certificate": {"device": "kiosk-1", "day": "2026-04-01"},
}


def open_alert(
    engine: Engine, kind: Kind, site: str | None, now_ms: int, *, subject: str = "one"
) -> int:
    """An alert that is open since an instant; returns its number."""
    with writing(engine) as conn:
        site_id = _number(conn, site) if site else None
        finding = Finding(kind, site_id, subject, FACTS[kind])
        return alerts.apply(conn, Change("opened", None, finding), now_ms)


def end_alert(engine: Engine, number: int, now_ms: int) -> None:
    """It is over by itself."""
    with writing(engine) as conn:
        (known,) = [one for one in alerts.not_over(conn, list(FACTS)) if one.id == number]
        alerts.apply(conn, Change("resolved", known, None), now_ms)


def _number(conn: Connection, code: str) -> int:
    return int(conn.execute(select(sites.c.id).where(sites.c.code == code)).scalar_one())
