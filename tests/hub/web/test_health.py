"""What load balancers and Prometheus are told."""

from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text

from hub.settings import HubSettings
from hub.store.engine import writing
from hub.store.signs import Sign, write_sign
from hub.store.tokens import add_token
from hub.web import create_app
from hub.web.health.readiness import SILENT_MS
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, status
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)


def readiness(client: FlaskClient) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    said = answer.get_json()
    assert said["ready"] is (answer.status_code == 200)
    return answer.status_code, said["parts"]


def sign(engine: Engine, worker: str, at_ms: int, *, connected: bool = True) -> None:
    with writing(engine) as conn:
        write_sign(conn, Sign(worker, at_ms, connected))


def test_alive_is_whoever_answers(stranger: FlaskClient) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_is_a_hub_whose_ingest_lives(stranger: FlaskClient, engine: Engine) -> None:
    code, parts = readiness(stranger)
    assert (code, parts["store"], parts["tables"]) == (503, "ok", "ok")
    assert parts["ingest"].startswith("never ran")
    sign(engine, "ingest-1", NOW_MS - SILENT_MS)
    code, parts = readiness(stranger)
    assert (code, parts["ingest"]) == (503, "silent for 60 s: is `otklik-hub ingest` running?")
    sign(engine, "ingest-2", NOW_MS - 1000, connected=False)
    assert readiness(stranger)[1]["ingest"] == "has no connection to the broker"
    sign(engine, "ingest-1", NOW_MS - SILENT_MS + 1)
    assert readiness(stranger) == (200, {"store": "ok", "tables": "ok", "ingest": "ok"})


def test_a_store_of_another_version_is_not_ready(stranger: FlaskClient, engine: Engine) -> None:
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "otklik-hub migrate" in readiness(stranger)[1]["tables"]
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in readiness(stranger)[1]["tables"]


def test_a_store_that_is_away_is_told(app: APIFlask, engine: Engine, tmp_path: Path) -> None:
    engine.dispose()
    for file in tmp_path.glob("hub.sqlite*"):
        file.unlink()
    (tmp_path / "hub.sqlite").mkdir()
    code, parts = readiness(app.test_client())
    assert (code, parts) == (503, {"store": "cannot be read: the journal says why"})


def figures(body: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


def test_figures_are_those_that_were_written_down(
    app: APIFlask, books: Books, engine: Engine, anna: Actor
) -> None:
    site = books.site("a", "A", "UTC")
    kiosk = books.device(site, "k", "kiosk")
    books.device(site, "c", "camera")
    books.says(kiosk, status("a", "k", "kiosk", NOW, last_seq=17, acked_seq=10), NOW_MS)
    sign(engine, "ingest-1", NOW_MS)
    anna.get("/satisfaction")
    anna.get("/nowhere/<script>")
    with writing(engine) as conn:
        conn.execute(text("UPDATE epochs SET contiguous_seq = 10, lost = 2 WHERE device_id = 1"))
        conn.execute(text("INSERT INTO quarantine_count VALUES ('not_json', 3)"))
        token = add_token(conn, "prometheus", NOW_MS, scopes=("metrics",))
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    found = figures(answer.text)
    assert found["otklik_devices", "kiosk", "yes"] == 1
    assert found["otklik_devices", "camera", "no"] == 1
    assert found["otklik_backlog_events",] == 7
    assert found["otklik_events_total",] == 10
    assert found["otklik_events_lost_total",] == 2
    assert found["otklik_quarantined_total", "not_json"] == 3
    assert found["otklik_ingest_sign_timestamp_seconds", "ingest-1", "yes"] == NOW.timestamp()
    assert found["otklik_store_bytes",] > 100_000
    assert found["otklik_page_seconds_count", "2xx", "satisfaction.page"] == 1
    assert "script" not in answer.text


@pytest.mark.parametrize("scopes", [("read",), ("sales:write",)])
def test_figures_need_the_scope(app: APIFlask, engine: Engine, scopes: tuple[str, ...]) -> None:
    with writing(engine) as conn:
        token = add_token(conn, "other", NOW_MS, scopes=scopes)
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {token}"}):
        answer = app.test_client().get("/metrics", headers=headers)
        assert answer.status_code == 401
        assert "--scope metrics" in answer.text


def test_this_machine_may_read_them_where_the_settings_say_so(
    settings: HubSettings, engine: Engine, clock: FakeClock
) -> None:
    web = replace(settings.web, metrics_from_loopback=True)
    made = create_app(replace(settings, web=web), engine, clock=clock)
    client = made.test_client()
    assert client.get("/metrics").status_code == 200
    for headers in ({"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        assert client.get("/metrics", headers=headers).status_code == 401
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 401
