"""Runs a server until Ctrl-C, and opens the browser at its page: what the commands that serve something share."""

from __future__ import annotations

import logging
import socket
import threading
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import uvicorn


def run(
    server: uvicorn.Server, listener: socket.socket, address: str, open_browser: bool, announce: Callable[[], None]
) -> None:
    """Run a server on a socket until Ctrl-C.

    Parameters
    ----------
    server : uvicorn.Server
    listener : socket.socket
        It listens already; it is closed in the end.
    address : str
        The page to open, and what messages name.
    open_browser : bool
        Whether to open it.
    announce : callable
        Called when the server answers.

    Raises
    ------
    InputError
        If the server could not start.
    """
    # Odd requests of visitors do not belong on the terminal.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

    def started() -> None:
        announce()
        if open_browser:
            webbrowser.open(address)

    # The socket listens already, so a browser that opens the page before the server is up waits for it.
    threading.Timer(0.1, started).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    if not server.started:
        raise InputError(f"the server could not start on {address}; try another --port")


def not_installed(problem: ModuleNotFoundError) -> InputError:
    """Return what to tell when a part of the extra ``app`` is missing."""
    return InputError(f"the app needs {problem.name}, which is not installed; use: pip install 'kmeans-viz[app]'")
