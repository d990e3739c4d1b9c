"""What the benchmarks share: alternating runs, medians, and tables in Markdown."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable

_LEAST_TURN_S = 0.005


def side_by_side(contenders: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the median seconds of each contender.

    They take turns, so that whatever else the machine is doing slows all of them alike; the first turn is not counted.
    What takes less than five milliseconds is done as often in a turn as takes that long: a single call after another
    contender's would measure how long it takes to get one's own code back into the caches.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    times = dict.fromkeys(contenders, 1)
    for turn in range(runs + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            for _ in range(times[name]):
                run()
            took = (time.perf_counter() - start) / times[name]
            if turn:
                seconds[name].append(took)
            else:
                times[name] = max(1, min(200, round(_LEAST_TURN_S / took)))
    return {name: statistics.median(values) for name, values in seconds.items()}


def report(title: str, medians: dict[str, float], ours: str) -> None:
    """Print each median, and how many times as long as `ours` it is."""
    print(f"\n### {title}\n\n| | median, ms | times the first |\n|---|---:|---:|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds * 1e3:,.3f} | {seconds / medians[ours]:.2f} |")
    print(flush=True)


def peak_mb() -> float:
    """Return the most memory that this process has had so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
