"""A folder of drawn faces, and engines that see them: no real person is needed to test the way."""

import csv
from pathlib import Path

import cv2
import numpy as np

from edge_vision.domain.expressions import CLASSES
from edge_vision.domain.faces import Face
from edge_vision.expression.engines import Engine
from edge_vision.face_ports import Look, Region
from edge_vision.ports import Image

LEVELS = {"sadness": 60, "neutral": 130, "happiness": 200}
"""Grey of the drawn faces: what the fake reader goes by."""


class WholePicture:
    """A finder to whom every picture that is not black is one face."""

    def find(self, image: Image, region: Region | None = None) -> list[Face]:
        if image.max() < 20:
            return []
        height, width = image.shape[:2]
        box = np.asarray([0, 0, width, height], dtype=float)
        marks = np.asarray([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]])
        return [Face(box, marks * [width, height], 0.9)]


class GreyReader:
    """Reads an expression off the brightness, and takes many neutral faces for negative ones."""

    words = CLASSES

    def read(self, crop: Image) -> Look:
        grey = crop.mean()
        middles = np.asarray([80.0, 150.0, 200.0])
        powers = np.exp(-(((grey - middles) / 40) ** 2))
        probabilities = powers / powers.sum()
        return Look(probabilities, np.log(probabilities))


def engine() -> Engine:
    return Engine(WholePicture(), GreyReader(), "grey", "whole", "a" * 64, "b" * 64)


def draw(folder: Path, counts: dict[str, int], *, seed: int = 1, black: int = 0) -> Path:
    """Write pictures and a labels.csv; returns the folder."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for word, count in counts.items():
        for number in range(count):
            level = np.clip(random.normal(LEVELS[word], 25), 25, 255)
            name = f"{word}_{number:03}.png"
            cv2.imwrite(str(folder / name), np.full((24, 20, 3), level, np.uint8))
            rows.append((name, word))
    for number in range(black):
        cv2.imwrite(str(folder / f"black_{number}.png"), np.zeros((24, 20, 3), np.uint8))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("file", "expression"), *rows])
    return folder
