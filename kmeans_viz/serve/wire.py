"""What a client is told where nothing else comes."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818  an answer, and no error of the server
    """Tells a client why there is nothing else for it.

    Parameters
    ----------
    status : int
        The HTTP status.
    text : str
        One sentence for the user of the page.
    trace : str
        For the server's log alone.
    """

    def __init__(self, status: int, text: str, *, trace: str = "") -> None:
        super().__init__(text)
        self.status, self.text, self.trace = status, text, trace
