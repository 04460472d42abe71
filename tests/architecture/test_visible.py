"""Pages and API read shops only through what knows who asks."""

import ast

from tests.architecture.source import modules

LISTS_ALL_SHOPS = {"list_sites", "find_sites", "list_devices"}
MAY_LIST = {
    "hub.web.application": "whether the store can be read at all",
    "hub.web.areas": "names for areas that somebody holds",
    "hub.web.people.views": "for administrators of the whole organisation",
    "hub.web.webhooks.views": "for administrators of the whole organisation",
    "hub.web.health.metrics": "for tokens of their own scope; sums only",
}
"""Who may ask the store for all shops without `visible_sites`, and why."""


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_pages_and_api_choose_among_the_shops_that_may_be_seen() -> None:
    forgotten = [
        f"{module.where}:{call.lineno}"
        for module in modules()
        if module.name.startswith(("hub.web", "hub.api"))
        for call in calls(module.tree)
        if isinstance(call.func, ast.Name)
        and call.func.id == "choose"
        and call.keywords
        and "visible" not in {word.arg for word in call.keywords}
    ]
    assert not forgotten, f"choose() without `visible`: {forgotten}"


def test_pages_and_api_do_not_list_all_shops() -> None:
    found = [
        f"{module.where}:{line} imports {name}"
        for module in modules()
        if module.name.startswith(("hub.web", "hub.api")) and module.name not in MAY_LIST
        for name, line in module.imports
        if name.rpartition(".")[2] in LISTS_ALL_SHOPS
        and not any(one.endswith((".visible_sites", ".shops_with")) for one, _ in module.imports)
    ]
    assert not found, f"shops past hub.web.asked: {found}"
