"""Sizes that keep the code readable, and conventions that hold for every file."""

import ast
import re

from tests.architecture.source import REPOSITORY, modules

MAX_MODULE_LINES = 250
MAX_FUNCTION_LINES = 60


def test_no_module_is_too_long() -> None:
    long = [
        f"{module.where}: {lines} lines"
        for module in modules()
        if (lines := module.text.count("\n")) > MAX_MODULE_LINES
    ]
    assert not long, "\n".join(long)


def test_no_function_is_too_long() -> None:
    long = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long.append(f"{module.where}:{node.lineno} {node.name}: {lines} lines")
    assert not long, "\n".join(long)


def test_topics_are_spelled_in_one_place() -> None:
    found = [
        module.where
        for module in modules()
        if module.name != "wire.topics" and re.search(r"[\"']otklik/1", module.text)
    ]
    assert found in ([], ["firmware_config/domain/broker_files.py"]), found


def test_each_room_has_a_short_readme() -> None:
    for room in ("wire", "kiosk", "edge_vision", "hub", "firmware_config", "systemd", "demo"):
        readme = REPOSITORY / room / "README.md"
        assert readme.exists(), f"{room} has no README.md"
        assert len(readme.read_text().splitlines()) <= 15, f"{room}/README.md is too long"


def test_systemd_is_no_package() -> None:
    """With an __init__.py it would shadow systemd-python."""
    assert not (REPOSITORY / "systemd" / "__init__.py").exists()


def test_no_machines_paths_in_the_source() -> None:
    pattern = re.compile(r"/(?:work|root|home)/\w")
    found = [module.where for module in modules() if pattern.search(module.text)]
    assert not found, found
