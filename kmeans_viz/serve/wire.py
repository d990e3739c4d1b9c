"""What goes to a page besides files: lines of JSON, the last of which may be a refusal."""

from __future__ import annotations

import json
from typing import Any


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


def json_line(told: dict[str, Any]) -> bytes:
    """Return an object as one line of JSON."""
    # The name of a file may hold half a character.
    return json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"
