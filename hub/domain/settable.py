"""Settings of devices that may be changed from here, and reading what people type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from hub.domain.names import is_name
from hub.domain.text import N_, text
from wire.remote.messages import Value, Values

Kind = Literal["text", "texts", "whole", "number", "choice"]
LONGEST_TEXT: Final = 500
MOST_TEXTS: Final = 16
_UNITS: Final = {"ms": N_("ms"), "seconds": N_("s"), "px": N_("px"), "fps": N_("1/s")}


@dataclass(frozen=True, slots=True)
class Settable:
    """One setting. None: no limit that is known here; the device judges for itself."""

    key: str
    """As in `wire.remote.messages.Key`."""
    label: str
    about: str
    kind: Kind
    default: Value
    least: float | None = None
    most: float | None = None
    step: int | None = None
    longest: int | None = None
    """Characters of a text, or of each."""
    items: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """What its number counts, in English; empty: nothing that has a unit."""
        last = self.key.rsplit("_", 1)[-1].rsplit(".", 1)[-1]
        return _UNITS.get(last, "")

    @property
    def table(self) -> str:
        """The part of the settings that it belongs to."""
        return self.key.split(".", maxsplit=1)[0].removesuffix("[]")


class UnfitValueError(ValueError):
    """A value that the setting cannot have. The text says why."""


def read(setting: Settable, typed: str) -> Value:
    """A value as somebody typed it; several texts stand in a line each.

    Raises:
        UnfitValueError: it cannot be one of this setting.
    """
    if setting.kind == "texts":
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        return _fit(setting, lines)
    plain = typed.strip()
    try:
        if setting.kind == "whole":
            return _fit(setting, int(plain))
        if setting.kind == "number":
            return _fit(setting, float(plain.replace(",", ".")))
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnfitValueError):
            raise
        raise UnfitValueError(
            text(
                "%(setting)s must be a number, not %(value)s.",
                setting=setting.key,
                value=plain[:80],
            )
        ) from error
    return _fit(setting, plain)


def written(value: Value) -> str:
    """A value as `read` takes it."""
    if isinstance(value, list):
        return "\n".join(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _fit(setting: Settable, value: Value) -> Value:
    fault = _fault(setting, value)
    if fault:
        raise UnfitValueError(fault)
    return value


def _fault(setting: Settable, value: Value) -> str:
    if isinstance(value, str | list):
        return _text_fault(setting, value if isinstance(value, list) else [value])
    low, high = setting.least, setting.most
    if not _between(low, value, high):
        return text(
            "%(setting)s must be between %(least)s and %(most)s.",
            setting=setting.key,
            least=f"{low:g}" if low is not None else "…",
            most=f"{high:g}" if high is not None else "…",
        )
    if setting.step and value % setting.step:
        return text("%(setting)s must be a multiple of %(n)s.", setting=setting.key, n=setting.step)
    return ""


def _text_fault(setting: Settable, texts: list[str]) -> str:
    if setting.choices and texts[0] not in setting.choices:
        listed = ", ".join(setting.choices)
        return text("%(setting)s must be one of: %(listed)s.", setting=setting.key, listed=listed)
    if len(texts) > (setting.items or MOST_TEXTS):
        most = setting.items or MOST_TEXTS
        return text("%(setting)s has at most %(most)s lines.", setting=setting.key, most=most)
    longest = setting.longest or LONGEST_TEXT
    if not all(is_name(one, longest) for one in texts):
        return text(
            "%(setting)s has 1 to %(most)s printable characters.",
            setting=setting.key,
            most=longest,
        )
    return ""


def _between(low: float | None, value: float, high: float | None) -> bool:
    # "not a number" is between nothing.
    return (low is None or value >= low) and (high is None or value <= high) and value == value  # noqa: PLR0124


def checked(known: Mapping[str, Settable], values: Values) -> Values:
    """A whole layer, each value as `read` gives it.

    Raises:
        UnfitValueError: a setting that may not be changed from here, or a value it cannot have.
    """
    strangers = [key for key in values if key not in known]
    if strangers:
        raise UnfitValueError(
            text(
                "%(key)s is no setting that can be changed from here.", key=repr(strangers[0][:80])
            )
        )
    return {key: read(known[key], written(value)) for key, value in values.items()}
