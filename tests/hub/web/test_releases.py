"""The page of releases, what may be done there and by whom, and the files devices fetch."""

from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from hub.settings import HubSettings, WebSettings
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.people import add_user
from hub.store.rollouts import choose_devices, newest_rollout
from hub.update_settings import UpdatesSettings
from tests.hub.web.actors import PASSWORD, Actor
from tests.hub.web.books import NOW, Books, status
from tests.wire.update.organisation import Organisation
from tests.wire.update.test_update import WHEELS
from wire.status import UpdateState

NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    made = Organisation(tmp_path_factory.mktemp("organisation"))
    made.now = NOW
    made.sign("1.1.0", WHEELS)
    made.release("1.2.0", WHEELS)
    return made


@pytest.fixture
def settings(tmp_path: Path, organisation: Organisation) -> HubSettings:
    for name, text in (("secret_key", "k" * 40), ("key.pem", organisation.key.reveal())):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    return HubSettings(
        web=WebSettings(secret_key_file=str(tmp_path / "secret_key")),
        updates=UpdatesSettings(folder=str(organisation.hub), key_file=str(tmp_path / "key.pem")),
    )


def two_kiosks(books: Books, why: str = "A service does not start.") -> list[int]:
    ids = []
    for code, runs, news in (
        ("north", "1.2.0", UpdateState()),
        ("south", "1.0.0", UpdateState(state="failed", version="1.2.0", why=why)),
    ):
        kiosk = books.device(books.site(code, code.title(), "UTC"), "door", "kiosk")
        said = status(code, "door", "kiosk", NOW, software=runs, update=news)
        books.says(kiosk, said, NOW_MS)
        ids.append(kiosk.id)
    return ids


def chosen(engine: Engine, ids: list[int]) -> None:
    with writing(engine) as conn:
        release = newest_rollout(conn)
        assert release is not None
        choose_devices(conn, release.id, ids, NOW_MS - 1)


def test_a_release_is_begun_stopped_and_let_go_on(engine: Engine, anna: Actor) -> None:
    assert "Begin with 5 % of the devices" in anna.text("/devices/updates")
    page = "/devices/updates"
    assert anna.post(page, f"{page}/start", {"version": "1.2.0"}).status_code == 302
    assert "1.2.0 On its way" in anna.text(page).replace(" Stop ", " ")
    anna.post(page, f"{page}/stop", {})
    assert "A person stopped it." in anna.text(page)
    anna.post(page, f"{page}/resume", {})
    with reading(engine) as conn:
        told = [(entry.who, entry.what) for entry in entries(conn)][:3]
    kinds = [f"release.{done}" for done in ("resumed", "stopped", "started")]
    assert told == [("anna", kind) for kind in kinds]


def test_the_page_counts_devices_and_says_their_reason(
    engine: Engine, books: Books, anna: Actor
) -> None:
    ids = two_kiosks(books, why="It does not reach <b>the broker</b>.")
    anna.post("/devices/updates", "/devices/updates/start", {"version": "1.2.0"})
    chosen(engine, ids)
    html = anna.get("/devices/updates").text
    for kind, number in (("runs", 1), ("failed", 1), ("waiting", 0), ("silent", 0)):
        assert f'data-count="{kind}">{number}<' in html
    assert "It does not reach &lt;b&gt;the broker" in html
    text = anna.text("/devices/updates")
    assert text.index("South, door") < text.index("North, door"), "trouble comes first"


def test_an_older_or_unknown_release_is_refused(anna: Actor) -> None:
    page = "/devices/updates"
    assert anna.post(page, f"{page}/start", {"version": "7.0.0"}).status_code == 400
    anna.post(page, f"{page}/start", {"version": "1.2.0"})
    answer = anna.post(page, f"{page}/start", {"version": "1.1.0"})
    assert answer.status_code == 400
    assert "never go back" in answer.text


def test_devices_fetch_without_signing_in_and_in_parts(
    stranger: FlaskClient, organisation: Organisation
) -> None:
    found = organisation.hub / "metadata/1.root.json"
    whole = found.read_bytes()
    answer = stranger.get("/updates/metadata/1.root.json", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, whole[10:20])
    assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    more = stranger.get("/updates/metadata/1.root.json", headers={"Range": "bytes=10-99999999"})
    assert more.data == whole[10:]


@pytest.mark.parametrize(
    ("path", "part", "code"),
    [
        ("metadata/1.root.json", "", 416),
        ("metadata/1.root.json", "bytes=99999999-", 416),
        ("metadata/1.root.json", "bytes=-5", 416),
        ("metadata/1.root.json", "bytes=0-1,3-4", 416),
        ("metadata/2.root.json", "bytes=0-", 404),
        ("metadata/..%2f..%2fkeys%2froot.pem", "bytes=0-", 302),  # no such address: sign in
        ("targets/../../../keys/root.pem", "bytes=0-", 404),
        ("targets/%2fetc%2fpasswd", "bytes=0-", 302),
    ],
)
def test_nothing_else_is_given(stranger: FlaskClient, path: str, part: str, code: int) -> None:
    answer = stranger.get(f"/updates/{path}", headers={"Range": part} if part else {})
    assert answer.status_code == code


def test_a_part_is_bounded(
    stranger: FlaskClient, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.updates.files.PART_BYTES", 7)
    answer = stranger.get("/updates/metadata/1.root.json", headers={"Range": "bytes=0-"})
    assert len(answer.data) == 7


def test_a_hub_without_a_key_says_how_to_begin(
    app: APIFlask, anna: Actor, monkeypatch: pytest.MonkeyPatch, settings: HubSettings
) -> None:
    monkeypatch.setattr("hub.web.updates.views.held", lambda _folder: None)
    assert "No releases yet" in anna.text("/devices/updates")


def test_only_who_looks_after_all_devices_sees_the_page(app: APIFlask, engine: Engine) -> None:
    with writing(engine) as conn:
        add_user(conn, "tom", PASSWORD, 0)
    tom = Actor(app.test_client()).sign_in("tom")
    assert tom.get("/devices/updates").status_code == 403
    assert tom.post("/account", "/devices/updates/stop", {}).status_code == 403
