"""The one list of models: what each is for, where it comes from, and how good it is."""

import tomllib
from importlib import resources
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from edge_vision.errors import ModelError


class ExpressionInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an expression network wants its face, and what it answers.

    Attributes:
        side_px: of the square input.
        layout: order of the four axes.
        colour: `grey` is one channel.
        fit: `stretch` the crop to the square, or `letterbox` it (its shape kept, black beside
            it; by way of 224 pixels, as DeepFace does).
        scale, offset: the network sees `pixel * scale + offset`, pixels 0 to 255.
        output: `logits` get a softmax here.
        classes: words of `domain.expressions.CLASS_OF` in the order of the output.
        features: names of inner layers (1 x C x H x W) that the discriminant may use as well.
    """

    side_px: Annotated[int, Meta(ge=16, le=512)]
    layout: Literal["NHWC", "NCHW"]
    colour: Literal["grey", "bgr", "rgb"]
    fit: Literal["stretch", "letterbox"]
    scale: float
    offset: float
    output: Literal["probabilities", "logits"]
    classes: list[str]
    features: list[str]


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
    expression: ExpressionInput | None = None
    """Only of expression networks."""


class Borrowed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A network whose file belongs to another program, and cannot be pinned."""

    name: str
    file: str
    licence: str
    expression: ExpressionInput


class _File(Struct, frozen=True):
    models: list[Model]
    borrowed: list[Borrowed]


def catalogue() -> list[Model]:
    """All models, in the order of the file."""
    return _read().models


def borrowed(name: str) -> Borrowed | None:
    """The network of that name that another program keeps; None: there is none."""
    return next((one for one in _read().borrowed if one.name == name), None)


def _read() -> _File:
    text = resources.files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File)


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
