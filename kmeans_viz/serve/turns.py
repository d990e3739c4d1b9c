"""Whose turn it is: so many errands work at once, and one of each tab; all others wait in the order they came.

`Turns.admitted` counts an errand from its first byte to its last; `Turns.turn` is the part in which it works.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.wire import Refusal


class Ticket:
    """One errand's place."""

    def __init__(self, tab: str) -> None:
        self.tab = tab
        self.place = 0
        """The place in the line, from 1; 0 while it works."""
        self.moved = asyncio.Event()


class Turns:
    """The errands under way, and the line of those that wait."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._admitted: list[Ticket] = []
        self._line: list[Ticket] = []
        self._working: list[Ticket] = []

    @contextmanager
    def admitted(self, tab: str) -> Iterator[Ticket]:
        """Count one more errand of a tab.

        Raises
        ------
        Refusal
            If there are too many already, of this tab or in all.
        """
        if sum(ticket.tab == tab for ticket in self._admitted) >= self._limits.of_a_tab:
            raise Refusal(
                429, f"this tab has {self._limits.of_a_tab} errands under way, as many as it may; wait or cancel one"
            )
        if len(self._admitted) >= self._limits.in_all:
            raise Refusal(
                503,
                f"the server has {self._limits.in_all} errands under way, as many as it takes; try again in a minute",
            )
        ticket = Ticket(tab)
        self._admitted.append(ticket)
        try:
            yield ticket
        finally:
            self._admitted.remove(ticket)

    @asynccontextmanager
    async def turn(self, ticket: Ticket, tell: Callable[[int], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait for the errand's turn; `tell` is called with its place in the line whenever that changes."""
        self._line.append(ticket)
        try:
            self._move()
            while ticket in self._line:
                ticket.moved.clear()
                await tell(ticket.place)
                await ticket.moved.wait()
            yield
        finally:
            for where in (self._line, self._working):
                if ticket in where:
                    where.remove(ticket)
            self._move()

    def _move(self) -> None:
        """Let those work whose turn it is, and tell all others their places."""
        for ticket in list(self._line):
            is_free = len(self._working) < self._limits.at_once
            if is_free and all(other.tab != ticket.tab for other in self._working):
                self._line.remove(ticket)
                self._working.append(ticket)
                ticket.moved.set()
        for place, ticket in enumerate(self._line, start=1):
            if ticket.place != place:
                ticket.place = place
                ticket.moved.set()
