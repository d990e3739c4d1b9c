"""What a client may take, and how many there may be: the numbers in one place.

`Limits` are those of the explorer's server, and `ClassLimits` those of a class. A whole school may share one address,
so errands are not counted by it: the two of a tab (see `application`) are counted by the name that the tab gives
itself. In a class, what an address may do is enough for a school.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECONDS = {"table": 60.0, "export": 300.0, "advice": 180.0, "cluster": 180.0}


@dataclass(frozen=True, kw_only=True)
class ConnectionLimits:
    """What a connection to the explorer's server or to that of a class may take."""

    header_s: float = 10.0
    """How long the headers of a request may take to arrive."""
    stall_s: float = 60.0
    """How long the client may take nothing of an answer that it is being sent."""
    connections: int = 500
    """How many connections may be open."""


@dataclass(frozen=True, kw_only=True)
class Limits(ConnectionLimits):
    """What the server of the explorer allows.

    Examples
    --------
    >>> Limits(at_once=3).seconds["table"]
    60.0
    """

    request_bytes: int = 12_000_000
    """The longest request: its line, and the file after it."""
    request_s: float = 60.0
    """How long a request may take to arrive."""
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


@dataclass(frozen=True, kw_only=True)
class ClassLimits(ConnectionLimits):
    """What the server of a class allows.

    Examples
    --------
    >>> limits = ClassLimits(students=40)
    >>> limits.students, limits.connections
    (40, 1500)
    """

    stall_s: float = 20.0
    connections: int = 1500
    """How many connections may be open: websockets, and those that load pages."""
    students: int = 1000
    """How many students' websockets may be open."""
    of_an_address: int = 600
    """How many of them from one address, which a school may share."""
    joins_per_s: float = 50.0
    """How many from one address are let in a second, once `of_an_address` have been let in at once."""
    first_s: float = 10.0
    """How long the first message may take, in which a page says who it is."""
    student_bytes: int = 64_000
    """The longest message of a student's page."""
    teacher_bytes: int = 6_000_000
    """The longest message of a teacher's page: the largest file of scenes, and 300 guesses for each."""
    messages_per_s: float = 20.0
    """How many messages of one page are read in a second."""
    messages_of_an_address_per_s: float = 2000.0
    """How many messages of all pages at one address are read in a second."""
    ping_s: float = 20.0
    """How often a page is asked whether it is still there, and how long it may take to answer."""
    batch_s: float = 0.1
    """How long a teacher's page waits for the next guesses, which then come together."""
    classes: int = 4
    """How many classes teachers' pages may have here, the server's own among them."""
    unproven: int = 8
    """How many connections may be about to say a teacher's key; one more ends the oldest of them."""
