"""The examples of docs/api.md, run as they stand there, against a hub that answers."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from hub.sending.webhook import sign
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.tokens import add_token
from hub.web import create_app
from tests.hub.web.books import NOW, Books
from tests.hub.web.running import running
from tests.support.ports import free_port
from wire.clock import FakeClock

NOW_MS = round(NOW.timestamp() * 1000)
PAGE = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture
def surroundings(
    settings: HubSettings, engine: Engine, books: Books, clock: FakeClock
) -> Iterator[dict[str, str]]:
    """What the examples want to be set."""
    kiosk = books.device(books.site("north-3", "North", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS - n * 3_600_000, 1) for n in range(10)])
    with writing(engine) as conn:
        token = add_token(conn, "my-report", NOW_MS)
        metrics = add_token(conn, "prometheus", NOW_MS, scopes=("metrics",))
    made = replace(settings, web=replace(settings.web, port=free_port()))
    app = create_app(made, engine, clock=clock)
    with running(app, made) as address:
        yield {
            "HUB": address,
            "TOKEN": token,
            "METRICS_TOKEN": metrics,
            "PATH": "/usr/bin:/bin",
        }


def examples(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.skipif(shutil.which("curl", path="/usr/bin:/bin") is None, reason="needs curl")
def test_the_examples_work_as_they_stand(surroundings: dict[str, str]) -> None:
    told = []
    for example in examples("sh"):
        run = subprocess.run(
            ["/bin/sh", "-ec", example],
            env=surroundings,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == 0, run.stderr.decode()
        told.append(run.stdout.decode())
    asking, lists, tags, wrong, health = told
    assert '"north-3"' in asking
    assert '"happy_share"' in asking
    assert 'rel="next"' in lists
    assert tags.startswith("HTTP/1.1 304")
    assert json.loads(wrong)["detail"].startswith("There is no shop 'nowhere'")
    assert health.startswith("ok\n")
    assert '"ready":false' in health.replace(" ", "")
    assert "otklik_devices{" in health


def test_the_queries_for_sql_work_as_they_stand(books: Books, engine: Engine) -> None:
    kiosk = books.device(books.site("north-3", "North", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS, 1), (NOW_MS, 4)])
    page = PAGE.with_name("sql.md").read_text("utf-8")
    queries = [one for one in re.findall(r"```sql\n(.*?)```", page, re.DOTALL) if "SELECT" in one]
    answers = []
    for query in (one for one in queries if not one.startswith("CREATE ROLE")):
        with reading(engine) as conn:
            answers.append([tuple(row) for row in conn.execute(text(query))])
    assert answers == [[("2026-03-03", 2, 0.5)], [], [("north-3", "k", None)]]


def test_the_receivers_check_is_right() -> None:
    names: dict[str, object] = {}
    [example] = examples("python")
    exec(example, names)  # noqa: S102 - our own page
    is_ours = names["is_ours"]
    assert callable(is_ours)
    assert is_ours("s", "1772496907", sign("s", 1_772_496_907, b"{}"), b"{}")
    assert not is_ours("s", "1772496908", sign("s", 1_772_496_907, b"{}"), b"{}")


def test_every_path_that_the_page_names_is_there(settings: HubSettings, engine: Engine) -> None:
    document = create_app(settings, engine).test_client().get("/api/v1/openapi.json").get_json()
    rows = re.findall(r"^\| (`/.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    named = {path for row in rows for path in re.findall(r"`(/[^`]+)`", row)}
    told = {
        path.removeprefix("/api/v1")
        for path, operations in document["paths"].items()
        if "get" in operations
    }
    assert named == told
