from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.sample import feed
from hub.sample.days import SHOPS
from hub.settings import HubSettings, StoreSettings
from hub.store.engine import reading, writing
from hub.store.migrate import open_store
from hub.store.schema import devices, epoch_ahead, epochs, quarantine
from hub.store.sites import add_site

NOW = datetime(2026, 3, 31, 13, 7, tzinfo=UTC)


def test_the_history_goes_in_without_a_gap_and_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SHOPS", SHOPS[:1])
    settings = HubSettings(store=StoreSettings(path=str(tmp_path / "hub.sqlite")))
    engine = open_store(settings.store)
    with writing(engine) as conn:
        add_site(conn, SHOPS[0].code, SHOPS[0].name, SHOPS[0].timezone)
    stored = feed.add_history(engine, settings, now=NOW, seed=1)
    with reading(engine) as conn:
        assert sum(conn.scalars(select(epochs.c.contiguous_seq))) == stored
        assert conn.execute(select(epoch_ahead)).all() == []
        assert conn.execute(select(quarantine)).all() == []
        marked = conn.execute(select(devices.c.name, devices.c.sample)).all()
    assert {name for name, _ in marked} == {"sample-kiosk", "sample-door", "sample-floor"}
    assert all(generated for _, generated in marked)
    engine.dispose()
