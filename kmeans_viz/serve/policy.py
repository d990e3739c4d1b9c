"""What a page may do in a browser: `policy_of` takes a page, and returns its Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import Any


def policy_of(page: str) -> str:
    """Return the Content-Security-Policy of a page: its own scripts alone run, and nothing comes from elsewhere.

    Examples
    --------
    >>> policy_of("<script>let a</script>").split("; ")[1]
    "script-src 'sha256-IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE='"
    """
    scripts = _Scripts()
    scripts.feed(page)
    # A browser takes each line end as a line feed before it compares.
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in scripts.found]
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    sources = " ".join(f"'sha256-{value}'" for value in hashes) or "'none'"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {sources}",
            # The board puts its style sheet beside it, in an element of its own.
            "style-src 'unsafe-inline'",
            "img-src blob: data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


class _Scripts(HTMLParser):
    """Finds the text of each script of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._is_inside = tag == "script"
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data
