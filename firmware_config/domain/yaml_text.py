"""YAML that every parser reads alike: flow style, ASCII only, every string in double quotes."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = "str | bool | int | Sequence[Plain] | Mapping[str, Plain] | None"

_UNSAFE = re.compile(r'[^\x20-\x7e]|["\\]')


def yaml_text(value: Plain) -> str:
    r"""One line of YAML that means `value`.

    JSON would not do: its `\ud83d\ude00` for a sign beyond 16 bits is two broken signs in YAML.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return f'"{_UNSAFE.sub(_escaped, value)}"'
        case Mapping():
            return (
                "{" + ", ".join(f"{yaml_text(k)}: {yaml_text(v)}" for k, v in value.items()) + "}"
            )
        case _:
            return "[" + ", ".join(map(yaml_text, value)) + "]"


def yaml_block(table: Mapping[str, Plain]) -> str:
    """A document with one key a line, and one line for each item of a list of tables.

    The keys are plain words.
    """
    return "".join(f"{key}:{_after_key(value)}\n" for key, value in table.items())


def _after_key(value: Plain) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return "".join(f"\n- {yaml_text(item)}" for item in value)
    return f" {yaml_text(value)}"


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in '"\\':
        return f"\\{sign}"
    return {"\n": "\\n", "\t": "\\t"}.get(sign) or f"\\U{ord(sign):08x}"
