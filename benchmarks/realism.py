"""Whether rendered people look like people to the network: `python -m benchmarks.realism`.

For each viewpoint: how many of the rendered people that are wholly in the picture get a box of
their own (overlap above 0.45 with the true one, score above 0.3), and the middle score. People
alone are apart, because overlapping ones are hard for real as well. With `--clip FILE`, scores of
the boxes on a real recording, of people of the same height in pixels, to compare with.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.clips import shared_folder
from demo.scene.camera import Camera, camera_at
from demo.scene.options import AT_THE_DOOR, VIEWPOINTS, SceneOptions
from demo.scene.renderer import Renderer
from demo.scene.script import Script, Walker
from demo.scene.skeleton import body_at
from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.opencv_source import open_file
from edge_vision.domain.detections import Boxes, Detections, iou
from edge_vision.ports import Image

_SAME_IOU, _SEEN_SCORE = 0.45, 0.3
_TIMES_S = np.arange(92.0, 152.0, 4.0)
_CROP_PX = (768, 576)
"""Large pictures are looked at in parts of this size, as our counter does near a line."""
_HEIGHTS_PX = (60, 130)
_DENSITY = {"square": 45.0, "stairs": 36.0}


class Seen(NamedTuple):
    """One rendered person in one picture, and the best score of a box on them."""

    score: float
    alone: bool
    grown_up: bool


def seen_in(viewpoint: str, model: PeopleModel) -> Iterator[Seen]:
    """Everybody who is wholly in the picture, every four seconds."""
    options = SceneOptions(viewpoint=viewpoint, density_per_minute=_DENSITY.get(viewpoint, 18.0))  # type: ignore[arg-type]  # from VIEWPOINTS
    script = Script(options)
    renderer, camera = (
        Renderer(options, script),
        camera_at(options.viewpoint, options.camera_height),
    )
    for time_s in _TIMES_S:
        image = renderer.frame_at(time_s)
        walkers = script.walkers_at(time_s)
        boxes = [_box(each, time_s, camera) for each in walkers]
        if options.viewpoint in AT_THE_DOOR:
            walkers, boxes = _outside(walkers, boxes, time_s)
        found = _look(model, image)
        for walker, box in zip(walkers, boxes, strict=True):
            if _cut(box, camera.size_px):
                continue
            on_them = iou(box[None], found.boxes_xyxy)[0] > _SAME_IOU
            touching = sum(iou(box[None], other[None])[0, 0] > 0 for other in boxes)
            yield Seen(
                float(found.scores[on_them].max(initial=0.0)),
                touching == 1,
                not walker.look.is_child,
            )


def _outside(
    walkers: list[Walker], boxes: list[Boxes], time_s: float
) -> tuple[list[Walker], list[Boxes]]:
    """Without those behind the door."""
    kept = [n for n, each in enumerate(walkers) if each.path.position_m(time_s)[1] > 0]
    return [walkers[n] for n in kept], [boxes[n] for n in kept]


def _box(walker: Walker, time_s: float, camera: Camera) -> Boxes:
    body = body_at(walker.look, walker.path, time_s)
    crown = body.head[None] + (0.0, 0.0, body.head_radius_m)
    points, _ = camera.pixels(np.concatenate([*body.legs, *body.arms, body.torso, crown]))
    return np.concatenate([points.min(axis=0), points.max(axis=0)])


def _cut(box: Boxes, size_px: tuple[int, int]) -> bool:
    return bool((box[:2] < 3).any() or (box[2:] > np.array(size_px) - 3).any())


def _look(model: PeopleModel, image: Image) -> Detections:
    """The whole picture, or parts of it that overlap by half."""
    height, width = image.shape[:2]
    across, down = min(width, _CROP_PX[0]), min(height, _CROP_PX[1])
    boxes, scores = [], []
    for left in range(0, width - across + 1, across // 2):
        for top in range(0, height - down + 1, max(1, (height - down) // 2 or down)):
            found = model.look(image[top : top + down, left : left + across])
            boxes.append(found.boxes_xyxy + np.array([left, top, left, top]))
            scores.append(found.scores)
    return Detections.of(np.concatenate(boxes), np.concatenate(scores), by_model=True)


def real_scores(clip: Path, model: PeopleModel) -> list[float]:
    """Scores of the boxes on a real recording, twice a second, of people as high as rendered."""
    found: list[float] = []
    with open_file(str(clip)) as source:
        due_s = 0.0
        while (frame := source.read(due_s)) is not None:
            due_s = frame.time_s + 0.5
            looked = model.look(frame.image)
            sides = looked.boxes_xyxy[:, 3] - looked.boxes_xyxy[:, 1]
            near = (sides > _HEIGHTS_PX[0]) & (sides < _HEIGHTS_PX[1])
            found += looked.scores[near].tolist()
    return found


def _row(name: str, scores: list[float]) -> str:
    seen = np.mean(np.array(scores) > _SEEN_SCORE)
    return f"| {name} | {len(scores)} | {100 * seen:.0f} % | {np.median(scores):.2f} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--clip", type=Path, metavar="FILE", help="a real recording to compare")
    parser.add_argument("--model", type=Path, metavar="FILE", help="default: the shared one")
    options = parser.parse_args()
    shared = shared_folder()
    path = options.model or (shared / "models" / "yolox_nano.onnx" if shared else None)
    if path is None:
        parser.error("name a YOLOX file with --model")
    model = PeopleModel(path)
    print("| people | looks | score above 0.3 | middle score |\n|---|---|---|---|")
    if options.clip:
        print(_row(f"real boxes, {options.clip.name}", real_scores(options.clip, model)))
    for viewpoint in VIEWPOINTS:
        seen = list(seen_in(viewpoint, model))
        alone = [one.score for one in seen if one.alone and one.grown_up]
        print(_row(f"rendered, {viewpoint}, grown-ups alone", alone), flush=True)
        print(_row(f"rendered, {viewpoint}, everybody", [one.score for one in seen]), flush=True)


if __name__ == "__main__":
    main()
