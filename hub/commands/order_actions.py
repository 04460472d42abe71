"""What `otklik-hub order` does."""

from pathlib import Path

from hub.errors import OrderError
from hub.settings import HubSettings
from wire.safe_file import put_file
from wire.settings import read_secret
from wire.signing import make_key, public_key


def show_key(new: Path | None, settings: HubSettings) -> int:
    """Make a key if one is asked for, and show its public half.

    Raises:
        OrderError: the file is there already, or none is named.
        SecretError: the key cannot be read.
    """
    if new is not None:
        if new.exists():
            raise OrderError(f"{new} is there already; devices know its key. Name another file.")
        put_file(new, make_key(), 0o600)
    named = str(new.absolute()) if new else settings.devices.order_key_file
    if not named:
        raise OrderError("`devices.order_key_file` names no key; make one with --new FILE.")
    print(public_key(read_secret(named).reveal()))
    return 0
