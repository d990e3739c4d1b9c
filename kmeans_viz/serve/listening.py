"""The socket of a server: `listen` takes an address and a port, and returns a socket that listens there.

`shown_address` says how this machine's browser opens its page, and `network_name` what others on the network call it.
"""

from __future__ import annotations

import errno
import ipaddress
import socket

from kmeans_viz.inputs import InputError

PORT = 8866
_TRIES = 50  # ports to try, one after another


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on `port`, or on the next one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + _TRIES, 65536)):
        # With TCP named, asyncio turns Nagle's algorithm off, which would delay every answer by about 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(128)
        except OSError as problem:
            listener.close()
            if problem.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            raise InputError(
                f"host={host!r} is no address of this machine ({problem.strerror}); use 127.0.0.1"
            ) from None
        except (UnicodeError, OverflowError):
            listener.close()
            raise InputError(f"host={host!r} is no address; use 127.0.0.1, or 0.0.0.0 for the whole network") from None
        return listener
    raise InputError(f"port={port} and those after it are taken; use another one")


def shown_address(host: str, port: int) -> str:
    """Return the address of the page of a server that listens on `host`, as this machine's browser opens it."""
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches a server that listens on `host`."""
    return host == "localhost" or (is_ip(host) and ipaddress.ip_address(host).is_loopback)


def is_everywhere(host: str) -> bool:
    """Return whether a server that listens on `host` is reached at all addresses of this machine."""
    return is_ip(host) and ipaddress.ip_address(host).is_unspecified


def is_ip(name: str) -> bool:
    """Return whether a name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def network_name() -> str:
    """Return this machine's address in its network; where it has none, its name there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Nothing is sent: connecting such a socket only chooses the interface that would lead to an address, here
            # one that is reserved for examples.
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
        except OSError:
            return f"{socket.gethostname()}.local"
