"""Every error of this room.

OtklikError
└── DemoError
    ├── ChildError        (RuntimeError)      a process of the demo failed
    ├── FolderError       (OSError)           a folder that the demo must not empty
    ├── PortError         (OSError)           a port that somebody else has
    ├── StoppedError      (InterruptedError)  somebody ended the demo while it was starting
    ├── SceneOptionError  (ValueError)        a scene was asked for that cannot be made
    └── ClipError         (OSError)           a clip could not be written
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


class FolderError(DemoError, OSError):
    """A folder that is not the demo's own, or that another demo is using."""


class PortError(DemoError, OSError):
    """A port for one of the pages is taken; the text names the option to choose another."""


class StoppedError(DemoError, InterruptedError):
    """Ctrl-C, SIGTERM or SIGHUP came while something was being waited for. No failure."""
