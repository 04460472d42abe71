"""Every error of the ground floor. Imports nothing, so that everybody may import it.

OtklikError
├── SettingsError        (ValueError)   settings that cannot be used, all faults listed
├── SecretError          (OSError)      a secret file that is missing or readable by others
├── OutboxError          (RuntimeError)
│   └── OutboxFullError  (OSError)      the disk took nothing; the event is not stored
├── BadTopicError        (ValueError)   a topic that is not ours
└── UnreadableError      (ValueError)   a payload that no version of us can read
"""

EXIT_FAILURE = 1
EXIT_USAGE = 2
"""Exit code for settings or arguments that have to be changed by a person."""


class OtklikError(Exception):
    """Root of all errors that Otklik raises on purpose. The text says what, why and the cure."""


class SettingsError(OtklikError, ValueError):
    """Settings that cannot be used. `faults` has a sentence for every fault, not only the first."""

    def __init__(self, source: str, faults: list[str]) -> None:
        self.source = source
        self.faults = faults
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"{source}: {len(faults)} fault(s)\n{lines}")


class SecretError(OtklikError, OSError):
    """A secret that is named in the settings but cannot be read."""


class OutboxError(OtklikError, RuntimeError):
    """The outbox cannot do what was asked of it."""


class OutboxFullError(OutboxError, OSError):
    """The disk did not take the event (full, read-only or failing). The event is NOT stored."""


class BadTopicError(OtklikError, ValueError):
    """A topic that Otklik does not use."""


class UnreadableError(OtklikError, ValueError):
    """A payload of which not even the header can be read.

    `code` says why in a word, for the hub's quarantine: `too_large`, `not_json`, `wrong_type`.
    """

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}")
