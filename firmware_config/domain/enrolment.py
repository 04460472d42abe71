"""What a device needs to get its certificate at first boot, instead of a broker password."""

from typing import Final

CA_PATH: Final = "etc/otklik/ca.crt"
SETTINGS_PATH: Final = "etc/otklik/enrol.toml"
TOKEN_PATH: Final = "etc/otklik/secrets/enrol/token"  # noqa: S105 - a file's name
CERTIFICATE: Final = "device-certificate"
"""The name under which the units in systemd/ hand key and certificate over."""
MAX_IDENTITY: Final = 64
"""Of `SITE/NAME` together: a certificate's name takes no more (RFC 5280)."""


def enrolment_files(site: str, name: str, url: str, ca: str) -> dict[str, bytes]:
    """The files of one device, by path below its root; none of them is secret.

    Args:
        site: the shop's code.
        name: the device's name. Neither these nor the address can hold a quote.
        url: where the hub gives certificates.
        ca: the organisation's authority (PEM).
    """
    text = (
        "# Written by otklik-card: change the fleet file and write the card again.\n\n"
        f'[device]\nsite = "{site}"\nname = "{name}"\n\n'
        f'[hub]\nurl = "{url}"\nca_file = "/{CA_PATH}"\n'
    )
    return {SETTINGS_PATH: text.encode(), CA_PATH: ca.strip().encode() + b"\n"}


def broker_sign_in() -> dict[str, str]:
    """What a device's `[broker]` says in the place of user and password."""
    return {"ca_file": f"/{CA_PATH}", "certificate_file": CERTIFICATE}


def tokens_in(text: str) -> tuple[dict[str, str], list[str]]:
    """Tokens as `otklik-hub ca token` prints them: `SITE/NAME TOKEN`, a line for each.

    Returns:
        Token by `SITE/NAME`, and the lines that are none, said without what they hold.
    """
    tokens: dict[str, str] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        if len(words) != 2 or not words[1].startswith("ote_"):
            faults.append(f"line {number} is not `SITE/NAME TOKEN`")
            continue
        tokens[words[0]] = words[1]
    return tokens, faults
