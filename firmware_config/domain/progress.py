"""How far, how fast and how long still, as one line."""

from firmware_config.domain.target_rules import readable_size


def progress_line(what: str, *, done_bytes: int, fraction: float, seconds: float) -> str:
    """Such as `Writing   42 %  1.2 GB  31.0 MB/s  0:52 left`.

    Args:
        what: the step.
        done_bytes: bytes put through so far.
        fraction: 0 to 1, of the whole step.
        seconds: since the step began.
    """
    speed = f"{readable_size(done_bytes / seconds)}/s" if seconds > 0 else "-"
    left = "-"
    if 0 < fraction <= 1 and seconds > 0:
        remaining = round(seconds * (1 - fraction) / fraction)
        left = f"{remaining // 60}:{remaining % 60:02d} left"
    return f"{what:9} {fraction:4.0%}  {readable_size(done_bytes)}  {speed}  {left}"
