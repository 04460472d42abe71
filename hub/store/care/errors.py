"""What can go wrong with a copy of the store."""

from hub.errors import StoreError


class BackupError(StoreError):
    """A backup that could not be made, or cannot be used. The text has the cure."""
