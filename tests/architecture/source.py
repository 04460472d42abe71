"""The project's own source, parsed once, for rules that are held by tests."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = ("wire", "kiosk", "edge_vision", "hub", "firmware_config", "demo")


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its imports with their lines, and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module
    imports: tuple[tuple[str, int], ...]

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    @property
    def where(self) -> str:
        return str(self.path.relative_to(REPOSITORY))


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text)
            name = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
            found.append(
                Module(name.removesuffix(".__init__"), path, text, tree, tuple(_imports(tree)))
            )
    assert found
    return tuple(found)


def _imports(tree: ast.Module) -> list[tuple[str, int]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return found
