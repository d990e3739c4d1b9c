"""The explorer as a web page: a server on this machine that keeps one explorer for each visitor.

`serve` takes an address and a port, and runs until Ctrl-C. Solara serves all visitors from one process. Voilà would
start a Python process for each: with 30 visitors at once, the first picture took ten times as long, and each visitor
four times the memory.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
import webbrowser
from collections.abc import Callable
from typing import Any

from kmeans_viz.fast import kernels
from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.serve.listening import PORT, listen, shown_address

_SETTINGS = {
    "SOLARA_APP": "kmeans_viz.serve.page",
    "SOLARA_MODE": "production",
    # The page sends no usage data, and loads nothing from elsewhere.
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_THEME_SHOW_BANNER": "false",
    "SOLARA_THEME_LOADER": "plain",
    # Closing a tab ends its explorer at once; this limit is for tabs that lost the connection.
    "SOLARA_KERNEL_CULL_TIMEOUT": "2h",
}


def serve(
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    open_browser: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the explorer until Ctrl-C.

    Parameters
    ----------
    host : str
        The address to listen on; by default, only this machine can connect.
    port : int
        The first port to try; if it is taken, the next free one is used.
    open_browser : bool
        Whether to open the page in a browser.
    tell : callable
        Called with the address of the page once the server listens.

    Raises
    ------
    InputError
        If the extra ``app`` is not installed, no port is free, or `host` is not an address of this machine.
    """
    # Set before Solara is imported, which reads them then.
    os.environ.update({name: value for name, value in _SETTINGS.items() if name not in os.environ})
    listener = listen(host, as_count(port, "port", low=1, high=65535))
    try:
        import uvicorn

        from kmeans_viz.serve.guard import Guard

        app = _solara_app()
    except ModuleNotFoundError as problem:
        listener.close()
        raise InputError(
            f"the app needs {problem.name}, which is not installed; use: pip install 'kmeans-viz[app]'"
        ) from None
    # Plain http is intended here, and odd requests of visitors do not belong on the terminal.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    for name in ("solara", "uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # Compile the kernels now, so that no visitor waits for them.
    threading.Thread(target=kernels.warm_up, daemon=True).start()
    number = listener.getsockname()[1]
    address = shown_address(host, number)
    config = uvicorn.Config(
        Guard(app, host, number),
        log_level="error",
        proxy_headers=False,
        access_log=False,
        ws_max_size=1 << 26,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)

    def announce() -> None:
        tell(address)
        if open_browser:
            webbrowser.open(address)

    # The socket listens already, so a browser that opens the page before the server is up waits for it.
    threading.Timer(0.1, announce).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    if server.started:
        return
    raise InputError(f"the server could not start on {address}; try another --port")


def _solara_app() -> Any:
    """Return Solara's application, changed to serve only those scripts that are installed."""
    import solara.server.starlette as solara_server
    from solara.server import settings
    from solara.server.cdn_helper import cdn_url_path
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    class Installed(solara_server.StaticCdn):  # type: ignore[misc]  # Solara is not typed
        """Existing files only: Solara itself deletes a folder that a request names, and fetches a missing file."""

        lookup_path = StaticFiles.lookup_path

    scripts = Installed(directory=settings.assets.proxy_cache_dir, check_dir=False)
    # The first route that matches answers, so this one goes before Solara's.
    solara_server.app.router.routes.insert(0, Mount(f"/{cdn_url_path}", app=scripts))
    return solara_server.app
