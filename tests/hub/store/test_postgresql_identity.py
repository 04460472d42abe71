"""Of many who claim one right at once, PostgreSQL lets one win as SQLite does."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine

from hub.ca_settings import CaSettings
from hub.identity.authority_files import make, open_authority
from hub.identity.desk import Desk
from hub.store.engine import reading, writing
from hub.store.identity import add_token, newest_certificates
from hub.store.refusals import refusals
from tests.hub.store.test_postgresql import (  # noqa: F401 - fixtures
    address,
    empty,
    settings,
    store,
)
from tests.support.authority import PASSPHRASE
from wire.clock import FakeClock
from wire.identity.keys import make_key, request_for
from wire.identity.messages import Ask, Given

RIVALS = 6
DAY_MS = 86_400_000


def test_exactly_one_of_many_rivals_gets_the_certificate_and_gets_it_again(
    store: Engine,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    clock = FakeClock()
    now_ms = round(clock.now().wall.timestamp() * 1000)
    ca = CaSettings(folder=str(tmp_path / "ca"))
    make(ca, "Example Stores", PASSPHRASE, clock.now().wall)
    desk = Desk(store, open_authority(ca, PASSPHRASE), days=90, clock=clock)
    with writing(store) as conn:
        token = add_token(conn, "a/door", now_ms, now_ms + DAY_MS)
    asks = [
        Ask(device="a/door", request=request_for(make_key(), "a.door"), token=token)
        for _ in range(RIVALS)
    ]
    with ThreadPoolExecutor(RIVALS) as pool:
        first = list(pool.map(desk.enrol, asks))
        second = list(pool.map(desk.enrol, asks))
    assert sum(isinstance(one, Given) for one in first) == 1
    assert first == second
    with reading(store) as conn:
        assert len(newest_certificates(conn)) == 1
        assert [one.why for one in refusals(conn)] == ["spent"]
