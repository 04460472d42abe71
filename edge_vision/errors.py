"""Every error of this room.

OtklikError
└── VisionError
    ├── CameraError     (OSError)       no frame can be had from the source
    ├── TagError        (ValueError)    a colour that staff cannot be known by
    └── ModelError      (RuntimeError)  a model that is absent, damaged or of a wrong shape
        └── PullError   (OSError)       a model could not be fetched
"""

from wire.errors import OtklikError


class VisionError(OtklikError):
    """Root of this room's errors. The text says what, why and the cure."""


class CameraError(VisionError, OSError):
    """No frame can be had: not there, not readable, or no answer in time.

    `permanent` is True where trying again cannot help (a file that is not a video).
    """

    def __init__(self, text: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(text)


class TagError(VisionError, ValueError):
    """A patch from which no colour can be learnt that tells staff from customers."""


class ModelError(VisionError, RuntimeError):
    """A model that is absent, damaged, or not of the shape its catalogue entry promises."""


class PullError(ModelError, OSError):
    """A model could not be fetched; what was fetched so far is kept for the next try."""
