"""Every error of this room.

OtklikError
└── VisionError
    ├── CameraError     (OSError)       no frame can be had from the source
    ├── DrawingError    (OSError)       an annotated copy that cannot be written
    ├── TagError        (ValueError)    a colour that staff cannot be known by
    ├── SetupError      (OSError)       the set-up page cannot be served, or its file not written
    ├── CodeError       (ValueError)    a code that does not open the set-up page
    ├── AuditError      (ValueError)    an audit that cannot be started or gone on with
    ├── FacesError      (ValueError)    a folder of pictures or labels that cannot be used
    ├── CalibrationError (ValueError)   a calibration that cannot be made, read or used
    ├── SwitchLogError  (OSError)       the record of expressions on and off cannot be kept
    ├── NoticeError     (RuntimeError)  the door notice cannot be made
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


class DrawingError(VisionError, OSError):
    """An annotated copy of a recording cannot be written there."""


class TagError(VisionError, ValueError):
    """A patch from which no colour can be learnt that tells staff from customers."""


class SetupError(VisionError, OSError):
    """The set-up page cannot be served, or the settings cannot be saved."""


class CodeError(VisionError, ValueError):
    """A code that does not open the set-up page."""


class AuditError(VisionError, ValueError):
    """An audit that cannot be started, or a tap that belongs to none."""


class ModelError(VisionError, RuntimeError):
    """A model that is absent, damaged, or not of the shape its catalogue entry promises."""


class PullError(ModelError, OSError):
    """A model could not be fetched; what was fetched so far is kept for the next try."""


class FacesError(VisionError, ValueError):
    """A folder of pictures, or the CSV that labels them, cannot be used."""


class CalibrationError(VisionError, ValueError):
    """A calibration cannot be made, read or written, or belongs to other models."""


class NoticeError(VisionError, RuntimeError):
    """The door notice cannot be made: no PDF library, a text that does not fit, no room for it."""


class SwitchLogError(VisionError, OSError):
    """The record of when expressions were on or off cannot be read or written."""
