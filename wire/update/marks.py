"""How a device finds itself in the list of those that get a release."""

from hashlib import sha256


def device_mark(site: str, device: str) -> str:
    """32 hexadecimal digits that stand for a device."""
    return sha256(f"{site}/{device}".encode()).hexdigest()[:32]
