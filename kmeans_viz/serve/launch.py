"""Starts the server of `application` beside a page, and runs it until Ctrl-C.

`launch` takes the page as text, and an address and a port to listen on.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence

from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.listening import PORT, is_loopback, listen, shown_address
from kmeans_viz.serve.running import not_installed, run


def launch(
    page: str | None = None,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    fragment: str = "",
    addresses: Sequence[str] = (),
    limits: Limits | None = None,
    open_browser: bool = True,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve a page, and what only Python can do for it, until Ctrl-C.

    Parameters
    ----------
    page : str, optional
        The page, in HTML; by default, the explorer.
    host : str
        The address to listen on; by default, only this machine can connect.
    port : int
        The first port to try; if it is taken, the next free one is used.
    fragment : str
        What each address that is told ends with, such as the link that `kv.Recipe.to_link` makes without a page.
    addresses : sequence of str
        Further addresses under which the page can be reached, as for `Guard`.
    limits : Limits, optional
        What one errand may take, and how many there may be.
    open_browser : bool
        Whether to open the page in a browser.
    tell : callable
        Called with each address of the page once the server listens. With a `host` that others reach, or with
        `addresses`, each of them ends with a token, new each time, without which the server does no work.

    Raises
    ------
    InputError
        If the extra ``app`` is not installed, no port is free, or `host` or one of `addresses` is none.
    """
    chosen = limits or Limits()
    listener = listen(host, as_count(port, "port", low=1, high=65535))
    number = listener.getsockname()[1]
    token = None if is_loopback(host) and not addresses else secrets.token_urlsafe(16)
    query = "" if token is None else f"?token={token}"
    shown = [f"{address.rstrip('/')}/{query}{fragment}" for address in (shown_address(host, number), *addresses)]
    try:
        import uvicorn

        from kmeans_viz.serve.application import application
        from kmeans_viz.serve.connections import config_of
        from kmeans_viz.serve.guard import Guard

        inner = application(_explorer_page() if page is None else page, token=token, limits=chosen)
        server = uvicorn.Server(config_of(Guard(inner, host, number, addresses), chosen))
    except ModuleNotFoundError as problem:
        listener.close()
        raise not_installed(problem) from None
    except InputError:
        listener.close()
        raise

    def announce() -> None:
        for address in shown:
            tell(address)

    run(server, listener, shown[0], open_browser, announce)


def _explorer_page() -> str:
    """Make the explorer's page in another process: its samples are read with pandas, 70 MB that no visitor needs."""
    # With -P, nothing in the folder is imported. In a session of its own it does not see Ctrl-C, and ends quietly.
    command = [sys.executable, "-P", "-m", "kmeans_viz.web.explore_page"]
    made = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8", start_new_session=True)
    return made.stdout
