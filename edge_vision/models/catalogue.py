"""The one list of models: what each is for, where it comes from, and how good it is."""

import tomllib
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from edge_vision.errors import ModelError


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry. `source` is empty where a model cannot be fetched and has to be imported."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9_]+$")]
    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.]+\.onnx$")]
    task: str
    licence: str
    size_bytes: Annotated[int, Meta(gt=0)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    source: str
    input: str
    accuracy: str


class _File(Struct, frozen=True):
    models: list[Model]


def catalogue() -> list[Model]:
    """All models, in the order of the file."""
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File).models


def find(name: str) -> Model:
    """The model of that name.

    Raises:
        ModelError: there is none.
    """
    known = catalogue()
    for model in known:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in known)
    raise ModelError(f"No model is named {name!r}; known are {names}.")
