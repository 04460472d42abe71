"""The engines' names, apart from the engines: the command line must not load OpenCV to be read."""

from typing import Final

DEFAULT_NETWORK: Final = "fer2013_mini_xception"
DEFAULT_DETECTOR: Final = "yunet_2026may"
DEEPFACE: Final = "deepface"
"""As a network's name: DeepFace's own functions instead of ours."""


def calibration_file(network: str, detector: str) -> str:
    """The name under which a calibration is found in the folder of models."""
    return f"{network}+{detector}.calibration.json"
