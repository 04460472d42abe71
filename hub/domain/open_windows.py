"""The window a camera is still counting in: for the live page, never for statistics."""

from wire.scalars import Stamp


def start_ms(start: Stamp, said: Stamp, received_ms: int) -> int | None:
    """When a window began, by the hub's clock.

    Args:
        start: the window's beginning as the camera knows it.
        said: when the camera spoke of it.
        received_ms: when the hub heard.

    Returns:
        None where nobody can know: the camera's clock was not set, and it has started anew since.
    """
    if start.synced:
        return round(start.wall.timestamp() * 1000)
    if start.boot == said.boot:
        return received_ms - (said.boot_ms - start.boot_ms)
    return None


def still_open(begins_ms: int, stored_begins_ms: int, stored_seconds: int) -> bool:
    """Whether a window is another one than the newest stored one.

    The two may be put some milliseconds apart although they are the same (each by its own
    message), so it is another one only when it begins after the middle of the stored one.
    """
    return begins_ms > stored_begins_ms + stored_seconds * 500
