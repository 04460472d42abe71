"""`otklik-hub webhook`, as an operator types it."""

import json
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.commands.webhooks import KINDS
from hub.domain.occurrence import CHOICES
from hub.settings import StoreSettings
from hub.store.audit_log import entries
from hub.store.engine import reading
from hub.store.migrate import open_store

URL = "https://desk.example/otklik"


def listed(settings: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["webhook", "list", "--json", *settings]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_help_names_what_there_is_to_be_told_of() -> None:
    assert KINDS == CHOICES


def test_one_is_added_tested_and_removed(
    settings: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["webhook", "add", "desk", URL, *settings]) == 0
    secret = capsys.readouterr().out.strip()
    assert len(secret) > 40
    (one,) = listed(settings, capsys)
    assert (one["name"], one["url"], one["site"]) == ("desk", URL, "all")
    assert one["kinds"] == sorted(CHOICES)
    assert one["newest"] == "none yet"
    assert main(["webhook", "test", "desk", *settings]) == 0
    (one,) = listed(settings, capsys)
    assert one["newest"] == "waits"
    assert secret not in json.dumps(one)
    assert main(["webhook", "remove", "desk", *settings]) == 0
    assert listed(settings, capsys) == []
    engine = open_store(StoreSettings(path=str(tmp_path / "hub.sqlite")))
    with reading(engine) as conn:
        whats = {one.what for one in entries(conn, most=20)}
    engine.dispose()
    assert whats >= {"webhook.added", "webhook.tested", "webhook.removed"}


def test_one_may_be_told_of_one_shop_and_one_thing(
    settings: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--kind", "day.closed", "--site", "north"]
    assert main(["webhook", "add", "till", URL, *chosen, *settings]) == 0
    (one,) = listed(settings, capsys)
    assert (one["kinds"], one["site"]) == (["day.closed"], "north")


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("add", "desk", "ftp://desk.example"), "begins with https://"),
        (("add", "desk", URL, "--site", "moon"), "otklik-hub site list"),
        (("test", "nobody"), "otklik-hub webhook list"),
        (("remove", "nobody"), "otklik-hub webhook list"),
    ],
)
def test_what_cannot_be_is_said_with_the_cure(
    words: tuple[str, ...], cure: str, settings: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["webhook", *words, *settings]) == 1
    assert cure in capsys.readouterr().err
