"""Every error of this room.

OtklikError
└── DemoError
    ├── ChildError        (RuntimeError) a process of the demo failed
    ├── SceneOptionError  (ValueError)  a scene was asked for that cannot be made
    └── ClipError         (OSError)     a clip could not be written
"""

from wire.errors import OtklikError


class DemoError(OtklikError):
    """Root of this room's errors. The text says what, why and the cure."""


class SceneOptionError(DemoError, ValueError):
    """A scene was asked for that cannot be made; the text names the option and its range."""


class ClipError(DemoError, OSError):
    """A clip or its truth could not be written."""


class ChildError(DemoError, RuntimeError):
    """A process of the demo failed; the text has its last words."""
