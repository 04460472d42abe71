"""The guides lead somewhere: files, headings and pictures that they name are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "*/README.md", "hub/*/README.md")
    for path in ROOT.glob(pattern)
    if ".venv" not in path.parts
)
PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def prose(path: Path) -> str:
    """A guide without what it quotes: commands, settings, formulas."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def links(path: Path) -> Iterator[str]:
    """What leads from a guide to somewhere in this repository."""
    return (found for found in LINK.findall(prose(path)) if "://" not in found)


def anchors(path: Path) -> set[str]:
    """What a page of GitHub or GitLab makes of the headings."""
    heads = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(guide: Path) -> None:
    lost = []
    for link in links(guide):
        name, _, anchor = link.partition("#")
        target = guide.parent / name if name else guide
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_every_picture_is_shown_in_a_guide(picture: Path) -> None:
    shown = {(guide.parent / link).resolve() for guide in GUIDES for link in links(guide)}
    assert picture.resolve() in shown
