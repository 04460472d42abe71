"""Commands beside the first ones, a module for each topic.

A topic has `add_to(commands)`, which adds its parsers (`hub.parsing`) and sets what runs them:
`run(options, settings) -> int`, the exit code. It is loaded for every `--help`, so it imports what
is heavy only when it runs.
"""

from types import ModuleType
from typing import Final

from hub.commands import (
    ca,
    care,
    config,
    doctor,
    doors,
    keeping,
    order,
    people,
    release,
    sales,
    seed,
    webhooks,
)

TOPICS: Final[tuple[ModuleType, ...]] = (
    ca,
    care,
    config,
    doctor,
    doors,
    keeping,
    order,
    people,
    release,
    sales,
    seed,
    webhooks,
)
