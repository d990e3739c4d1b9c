"""Who has how many connections to a class: `Addresses` counts them by address, and each address has its paces."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kmeans_viz.serve.limits import ClassLimits
from kmeans_viz.serve.pace import Pace

_MOST_KNOWN = 1000


class FullError(Exception):
    """There are as many connections as there may be; the message says of whom."""


class Address:
    """What one address does, which may be a whole school's."""

    def __init__(self, limits: ClassLimits) -> None:
        self.open = 0
        self.joins = Pace(limits.joins_per_s, limits.of_an_address)
        self.messages = Pace(limits.messages_of_an_address_per_s, int(limits.messages_of_an_address_per_s))
        self.keys = Pace(1, 5)
        """Keys that are tried: each costs a twentieth of a second."""

    def is_idle(self, now: float) -> bool:
        """Return whether to begin anew would make no difference."""
        return self.open == 0 and all(pace.is_idle(now) for pace in (self.joins, self.messages, self.keys))


class Addresses:
    """The connections to a server."""

    def __init__(self, limits: ClassLimits) -> None:
        self._limits = limits
        self._known: dict[str, Address] = {}
        self._open = 0

    def __getitem__(self, name: str) -> Address:
        if name not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                now = time.monotonic()
                self._known = {name: known for name, known in self._known.items() if not known.is_idle(now)}
            self._known[name] = Address(self._limits)
        return self._known[name]

    @contextmanager
    def student(self, name: str) -> Iterator[Address]:
        """Count a student's connection while it is open.

        Raises
        ------
        FullError
            If there are too many already.
        """
        address = self[name]
        if self._open >= self._limits.students:
            raise FullError(f"{self._limits.students:,} pages are connected, and more are not let in; try again later")
        if address.open >= self._limits.of_an_address:
            raise FullError(f"{address.open:,} pages at this address are connected already; close some of them")
        self._open += 1
        address.open += 1
        try:
            yield address
        finally:
            self._open -= 1
            address.open -= 1
