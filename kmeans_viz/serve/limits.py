"""What one errand may take, and how many of them the server does at once: the numbers in one place.

Every number holds for one errand, or for all of them together. None holds for an address, since a whole school shares
one: the two errands of a tab (see `application`) are counted by the name that the tab gives itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECONDS = {"table": 60.0, "export": 300.0, "advice": 180.0, "cluster": 180.0}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the server allows.

    Examples
    --------
    >>> Limits(at_once=3).seconds["table"]
    60.0
    """

    request_bytes: int = 12_000_000
    """The longest request: its line, and the file after it."""
    request_s: float = 60.0
    """How long a request may take to arrive."""
    header_s: float = 10.0
    """How long the headers of a request may take to arrive."""
    stall_s: float = 60.0
    """How long the client may take nothing of an answer that it is being sent."""
    seconds: Mapping[str, float] = field(default_factory=lambda: dict(_SECONDS))
    """The errands, and how long the process of each may take."""
    memory_bytes: int = 1_500_000_000
    """How much memory the process of an errand may fill (on Linux; elsewhere, only the time is limited)."""
    file_bytes: int = 1_000_000_000
    """How much the process of an errand may write."""
    at_once: int = max(2, os.cpu_count() or 1)
    """How many processes work at the same time."""
    in_all: int = 64
    """How many errands may be under way, most of them waiting for their turn."""
    of_a_tab: int = 2
    """How many errands of one tab may be under way. One of them works, so that a tab never holds up all others."""
    connections: int = 500
    """How many connections may be open."""
