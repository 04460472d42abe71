"""The peer of `benchmarks.vision`: what the model costs on every frame of a clip.

Decodes every frame, looks at every tenth with the whole picture, and multiplies that by ten. A
tracker would come on top; it is left out, in the peer's favour.

    python -m benchmarks.model_every_frame CLIP MODELS
"""

import sys
import time
from pathlib import Path

from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.opencv_source import deterministic, open_file
from edge_vision.models.catalogue import find
from edge_vision.models.store import verified

_EVERY = 10


def main(clip: str, models: str) -> float:
    """CPU seconds for the whole clip."""
    deterministic()
    model = PeopleModel(verified(Path(models), find("yolox_nano")))
    looks_s = 0.0
    began_s = time.process_time()
    with open_file(clip) as source:
        while (frame := source.read()) is not None:
            if frame.index % _EVERY == 0:
                look_s = time.process_time()
                model.look(frame.image)
                looks_s += time.process_time() - look_s
    return time.process_time() - began_s + (_EVERY - 1) * looks_s


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
