"""TCP ports of the loopback interface for servers that cannot choose one themselves."""

import itertools
import socket

_FIRST, _BLOCKS, _SIZE = 20_000, 100, 100
"""Below the ports that Linux hands out (from 32,768 on): none of these is given to a client or to
a server without a wish between our look and our server's start."""


def free_port() -> int:
    """A TCP port that nobody uses, and that no other run of tests on this machine is given."""
    return next(port for port in _ports if _is_free(port, socket.SOCK_STREAM))


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(type=kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _claimed_block() -> int:
    """The first port of a block that is this process's until it ends."""
    for number in range(_BLOCKS):
        first = _FIRST + number * _SIZE
        try:
            _claim.bind(("127.0.0.1", first))
        except OSError:
            continue  # another run's
        return first
    raise RuntimeError("All ports for tests are in use: are other runs hanging?")


_claim = socket.socket(type=socket.SOCK_DGRAM)
"""A UDP socket on the first port's number says that the block is taken."""
_block = _claimed_block()
_ports = itertools.cycle(range(_block, _block + _SIZE))
