"""Addresses of network cameras, with and without what opens them."""

from urllib.parse import quote, urlsplit, urlunsplit


def with_credentials(address: str, username: str, password: str) -> str:
    """The address with user and password in it, as FFmpeg wants them."""
    if not username:
        return address
    parts = urlsplit(address)
    login = quote(username, safe="") + (f":{quote(password, safe='')}" if password else "")
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


def without_credentials(address: str) -> str:
    """The address fit for a log."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
