"""ONNX files made by hand: protobuf's wire format is small, and no library is needed for it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT, INT, INTS = 1, 2, 7


def varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def chunk(field: int, content: bytes | str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(data)) + data


def tensor(name: str, values: NDArray[np.float32]) -> bytes:
    dims = b"".join(number(1, size) for size in values.shape)
    raw = np.ascontiguousarray(values, dtype="<f4").tobytes()
    return dims + number(2, FLOAT) + chunk(8, name) + chunk(9, raw)


def node(kind: str, inputs: Sequence[str], output: str, **attributes: int | list[int]) -> bytes:
    parts = [chunk(1, name) for name in inputs] + [chunk(2, output), chunk(4, kind)]
    for name, value in attributes.items():
        if isinstance(value, int):
            content = number(3, value) + number(20, INT)
        else:
            content = b"".join(number(8, one) for one in value) + number(20, INTS)
        parts.append(chunk(5, chunk(1, name) + content))
    return b"".join(parts)


def value(name: str, shape: Sequence[int]) -> bytes:
    dims = b"".join(chunk(1, number(1, size)) for size in shape)
    return chunk(1, name) + chunk(2, chunk(1, number(1, FLOAT) + chunk(2, dims)))


def model(
    nodes: Sequence[bytes],
    weights: dict[str, NDArray[np.float32]],
    inputs: tuple[str, Sequence[int]],
    outputs: tuple[str, Sequence[int]],
) -> bytes:
    graph = b"".join(chunk(1, one) for one in nodes) + chunk(2, "made-by-a-test")
    graph += b"".join(chunk(5, tensor(name, values)) for name, values in weights.items())
    graph += chunk(11, value(*inputs)) + chunk(12, value(*outputs))
    return number(1, 8) + chunk(7, graph) + chunk(8, chunk(1, "") + number(2, 13))


def deepface_shaped(path: Path, seed: int = 1) -> Path:
    """A network of the exact shape of DeepFace's expression network, with weights of chance."""
    random = np.random.default_rng(seed)
    weights: dict[str, NDArray[np.float32]] = {}
    nodes = [node("Transpose", ["faces"], "planes", perm=[0, 3, 1, 2])]
    last = "planes"

    def add(kind: str, *, extra: Sequence[str] = (), **attributes: int | list[int]) -> None:
        nonlocal last
        name = f"{kind.lower()}{len(nodes)}"
        nodes.append(node(kind, [last, *extra], name, **attributes))
        last = name

    def weighted(kind: str, shape: tuple[int, ...], gain: float = 2.0) -> None:
        names = [f"w{len(nodes)}", f"b{len(nodes)}"]
        fan_in = int(np.prod(shape[1:])) if kind == "Conv" else shape[0]
        outs = shape[0] if kind == "Conv" else shape[1]
        weights[names[0]] = random.normal(0, np.sqrt(gain / fan_in), shape).astype(np.float32)
        weights[names[1]] = random.normal(0, 0.05, outs).astype(np.float32)
        add(kind, extra=names)

    def conv(filters: int, inputs: int, side: int) -> None:
        weighted("Conv", (filters, inputs, side, side))
        add("Relu")

    conv(64, 1, 5)
    add("MaxPool", kernel_shape=[5, 5], strides=[2, 2])
    conv(64, 64, 3)
    conv(64, 64, 3)
    add("AveragePool", kernel_shape=[3, 3], strides=[2, 2])
    conv(128, 64, 3)
    conv(128, 128, 3)
    add("AveragePool", kernel_shape=[3, 3], strides=[2, 2])
    add("Flatten")
    for shape in ((128, 1024), (1024, 1024)):
        weighted("Gemm", shape)
        add("Relu")
    weighted("Gemm", (1024, 7), gain=30.0)
    nodes.append(node("Softmax", [last], "expression", axis=1))
    path.write_bytes(model(nodes, weights, ("faces", (1, 48, 48, 1)), ("expression", (1, 7))))
    return path


def ignoring_its_input(path: Path, answer: Sequence[float], side: int = 48) -> Path:
    """A network which always answers the same: whatever `answer` is, probability vector or not."""
    values = np.asarray([answer], dtype=np.float32)
    zero = np.zeros((side * side, len(answer)), dtype=np.float32)
    nodes = [
        node("Flatten", ["faces"], "flat"),
        node("Gemm", ["flat", "zero", "answer"], "expression"),
    ]
    weights = {"zero": zero, "answer": values}
    shape = (1, side, side, 1)
    path.write_bytes(model(nodes, weights, ("faces", shape), ("expression", (1, len(answer)))))
    return path
