"""Nothing that a page shows is written in one language only: read from the sources."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hub
from tests.hub.words.said import NAMES, WORDS, Said

HUB = Path(hub.__file__).parent
TEMPLATES = sorted(HUB.rglob("templates/**/*.html"))
MODULES = [
    path
    for path in sorted((HUB / "web").rglob("*.py"))
    if path.parent.name != "health"  # for machines, in English as the API
]
SHOWN_BY = {
    "Column",
    "Table",
    "bars",
    "share_line",
    "flash",
    "abort",
    "BadRequest",
    "NotFound",
    "Forbidden",
    "Conflict",
    "NavItem",
}
MARKS = {"_", "gettext", "ngettext", "N_", "text", "texts"}


def _without_jinja(template: str) -> str:
    with_tags = re.sub(r"(</?)\{\{.*?\}\}", r"\1h2", template)  # a heading of any level
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", with_tags, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_but_through_catalogues(path: Path) -> None:
    reader = Said()
    reader.feed(_without_jinja(path.read_text()).replace('lang=""', ""))
    said = [one.strip() for one in reader.found if set(WORDS.findall(one)) - NAMES]
    assert not said, f"wrap these in {path.relative_to(HUB)}"


def test_what_views_and_tables_show_is_marked() -> None:
    found = [
        f"{path.relative_to(HUB)}:{line} {words!r}"
        for path in MODULES
        for line, words in _unmarked(ast.parse(path.read_text()))
    ]
    assert not found, "\n".join(found)


def test_no_text_is_marked_within_a_formatted_string() -> None:
    # Collecting does not read these under Python 3.11, so they would stay English unnoticed.
    found = [
        f"{path.relative_to(HUB)}:{line}"
        for path in sorted(HUB.rglob("*.py"))
        for line in _marked_within(ast.parse(path.read_text()))
    ]
    assert not found, "\n".join(found)


def test_a_text_within_a_formatted_string_would_be_noticed() -> None:
    assert list(_marked_within(ast.parse("told = f\"{_('Too few')} {name}\""))) == [1]


def _marked_within(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for part in ast.walk(node):
                if isinstance(part, ast.Call) and _name(part.func) in MARKS:
                    yield part.lineno


def _unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SHOWN_BY:
            for argument in node.args[: 2 if _name(node.func) == "NavItem" else None]:
                yield from _literals(argument)


def _literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Literals in an expression, but not in a call of its own."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if re.search(r"[A-Z ]", node.value) and WORDS.search(node.value):
            yield node.lineno, node.value
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


@pytest.mark.parametrize(
    "template",
    ["<p>Some words</p>", "{% if x %}Only{% endif %}", '<a title="Go there">{{ _("x") }}</a>'],
)
def test_bare_words_would_be_noticed(template: str) -> None:
    reader = Said()
    reader.feed(_without_jinja(template))
    assert any(WORDS.search(one) for one in reader.found)
