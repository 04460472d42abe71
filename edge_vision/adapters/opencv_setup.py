"""OpenCV as this room wants it: without words of its own, and the same on every machine."""

import os

import cv2

# FFmpeg's complaints go to stderr; it reads this once, when it is first used.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


def be_quiet() -> None:
    """OpenCV writes its own complaints to stderr; ours are sentences."""
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def deterministic() -> None:
    """One thread and a fixed seed: the same frames give the same counts, on every machine."""
    cv2.setNumThreads(1)
    cv2.setRNGSeed(1)
