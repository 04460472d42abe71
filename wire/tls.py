"""TLS with our own authority: files that a setting names, some of which come later."""

import ssl

from wire.errors import SecretError
from wire.settings import BrokerSettings, credential_path


def absent_credential(name: str) -> bool:
    """Whether a file holds nothing yet: a unit gives an empty one in place of one that will come.

    A file that is not there at all is no such case: whoever reads it says so.
    """
    try:
        return not credential_path(name).read_bytes().strip()
    except OSError:
        return False


def tls_context(broker: BrokerSettings) -> ssl.SSLContext:
    """Only a broker of this authority is talked to; it learns who we are from our certificate.

    Raises:
        SecretError: a file is missing, or none of these.
    """
    try:
        context = ssl.create_default_context(cafile=broker.ca_file)
        if broker.certificate_file and not absent_credential(broker.certificate_file):
            key = credential_path(broker.key_file) if broker.key_file else None
            context.load_cert_chain(credential_path(broker.certificate_file), key)
    except OSError as error:  # ssl.SSLError is one
        raise SecretError(
            f"`broker.ca_file`, `certificate_file` or `key_file` cannot be used ({error})."
        ) from error
    return context
