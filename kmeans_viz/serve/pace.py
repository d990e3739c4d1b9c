"""How often something may happen: `Pace` says how long the next one has to wait.

Nobody is turned away for being quick. What comes too soon is read later, and meanwhile the connection fills up and
holds the client back.
"""

from __future__ import annotations

import asyncio
import time


class Pace:
    """So many a second, and so many at once after a pause.

    Examples
    --------
    >>> pace = Pace(per_second=2, at_once=3)
    >>> [pace.delay(now=10) for _ in range(5)]
    [0.0, 0.0, 0.0, 0.5, 1.0]
    >>> pace.delay(now=100)
    0.0
    """

    def __init__(self, per_second: float, at_once: int) -> None:
        self._interval, self._at_once = 1 / per_second, at_once
        self._next = float("-inf")  # when the next one is due that need not wait

    def delay(self, now: float) -> float:
        """Count one more, and return the seconds that it has to wait."""
        earliest = now - (self._at_once - 1) * self._interval
        due = max(self._next, earliest)
        self._next = due + self._interval
        return max(0.0, due - now)

    async def wait(self) -> None:
        """Wait until one more may happen."""
        seconds = self.delay(time.monotonic())
        if seconds > 0:
            await asyncio.sleep(seconds)

    def is_idle(self, now: float) -> bool:
        """Return whether so much time has passed that it makes no difference to begin anew."""
        return self._next <= now - (self._at_once - 1) * self._interval
