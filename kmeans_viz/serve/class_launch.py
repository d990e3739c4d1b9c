"""Starts the server of a class, and runs it until the class ends: `launch_class` takes scenes and pages, and listens.

Everything that students and teacher see stays in memory; when the server ends, nothing is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.scenes.files import Scenes
from kmeans_viz.serve.keys import new_key
from kmeans_viz.serve.limits import ClassLimits
from kmeans_viz.serve.listening import PORT, is_everywhere, listen, network_name, shown_address
from kmeans_viz.serve.running import not_installed, run

_OTHER_FILES = 50  # that a server has open besides its connections


@dataclass(frozen=True)
class Doors:
    """Where a class is."""

    teacher: str
    """The address of the teacher's page, with the key."""
    students: str
    """The address of the students' page, with the code of the class."""
    port: int
    is_public: bool
    """Whether others on the network reach it."""


def launch_class(
    scenes: Scenes,
    pages: tuple[str, str],
    host: str = "0.0.0.0",
    port: int = PORT,
    *,
    addresses: Sequence[str] = (),
    limits: ClassLimits | None = None,
    open_browser: bool = True,
    tell: Callable[[Doors], None] = print,
) -> None:
    """Serve a class until its teacher ends it, or Ctrl-C does.

    Parameters
    ----------
    scenes : Scenes
        What the class begins with.
    pages : tuple of str
        The students' page and the teacher's, in HTML.
    host : str
        The address to listen on; by default, everybody on the network can connect.
    port : int
        The first port to try; if it is taken, the next free one is used.
    addresses : sequence of str
        Further addresses under which the class can be reached, as for `Guard`; students are led to the first one.
    limits : ClassLimits, optional
    open_browser : bool
        Whether to open the teacher's page in a browser.
    tell : callable
        Called with the addresses once the server listens.

    Raises
    ------
    InputError
        If the extra ``app`` is not installed, no port is free, or `host` or one of `addresses` is none.
    """
    chosen = _affordable(limits or ClassLimits())
    listener = listen(host, as_count(port, "port", low=1, high=65535))
    try:
        from kmeans_viz.serve import qr
        from kmeans_viz.serve.classes import class_application
        from kmeans_viz.serve.connections import PoliteServer, config_of
        from kmeans_viz.serve.guard import Guard
        from kmeans_viz.serve.rooms import Classes
        from kmeans_viz.serve.websockets import websockets_of

        number = listener.getsockname()[1]
        own = shown_address(host, number)
        outer = f"http://{network_name()}:{number}/" if is_everywhere(host) else own
        bases = [f"{address.rstrip('/')}/" for address in addresses] or [outer]

        def join(code: str) -> dict[str, str]:
            address = f"{bases[0]}{code}"
            return {"code": code, "address": address, "qr": qr.svg(address)}

        key = new_key()
        classes = Classes(json.loads(scenes.to_json()), key, join, chosen)
        app = Guard(class_application(classes, *pages), host, number, addresses)
        server = PoliteServer(config_of(app, chosen, websockets_of(chosen), chosen.ping_s), classes.end)
        classes.on_over = server.stop
    except ModuleNotFoundError as problem:
        listener.close()
        raise not_installed(problem) from None
    except InputError:
        listener.close()
        raise
    doors = Doors(f"{bases[0] if addresses else own}teach#{key}", f"{bases[0]}{classes.code}", number, bases[0] != own)
    run(server, listener, doors.teacher, open_browser, lambda: tell(doors))


def _affordable(limits: ClassLimits) -> ClassLimits:
    """Let the process have as many connections open as the limits say, or lower them to what it can have."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows, where each connection is no file
        return limits
    wanted = limits.connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        room = soft - _OTHER_FILES
        # Pages are loaded over connections of their own.
        return replace(limits, connections=min(limits.connections, room), students=min(limits.students, room * 2 // 3))
    return limits
