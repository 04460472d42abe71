"""What the hub serves of its own: vendored files, colours."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

import hub.web
from tests.hub.web.actors import Actor

STATIC = Path(hub.web.__file__).parent / "static"
VENDOR = STATIC / "vendor" / "echarts"


def test_vendored_files_are_the_ones_named() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    sums = {name: expected for expected, name in (line.split(maxsplit=1) for line in lines)}
    assert set(sums) == {"echarts.min.js", "LICENSE", "NOTICE", "licenses/LICENSE-d3"}
    for name, expected in sums.items():
        assert sha256((VENDOR / name).read_bytes()).hexdigest() == expected


@pytest.mark.parametrize("page", ["overview", "satisfaction", "footfall", "expression"])
def test_pages_name_the_version_that_is_there(page: str) -> None:
    version = (VENDOR / "VERSION").read_text().strip()
    template = STATIC.parent / page / "templates" / page / "page.html"
    assert f"v='{version}'" in template.read_text()


def test_vendored_files_are_kept_by_browsers_our_own_are_looked_at_again(anna: Actor) -> None:
    vendored = anna.get("/static/vendor/echarts/echarts.min.js")
    assert "immutable" in vendored.headers["Cache-Control"]
    vendored.close()
    own = anna.get("/static/js/page.js")
    assert own.headers["Cache-Control"] == "no-cache"
    assert own.headers["ETag"]
    own.close()


def test_dark_is_the_same_chosen_or_by_the_system() -> None:
    css = (STATIC / "css" / "base.css").read_text()
    chosen = re.search(r'\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL)
    system = re.search(r":root:not\(\[data-theme\]\) \{(.*?)\}", css, re.DOTALL)
    assert chosen is not None
    assert system is not None
    assert chosen.group(1).split() == system.group(1).split()


def test_nothing_is_fetched_from_elsewhere() -> None:
    folder = STATIC.parent
    ours = [path for path in folder.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    for path in ours:
        if "vendor" not in path.parts:
            foreign = re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"']+", path.read_text())
            assert not foreign, path
