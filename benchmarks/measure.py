"""What the benchmarks share: contenders that take turns, medians, and tables in Markdown."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable

_LEAST_TURN_S = 0.005


def side_by_side(contenders: dict[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Return the median seconds of each contender.

    They take turns, so that other work on the machine slows all of them alike; the first turn is not counted. A
    contender that needs less than five milliseconds is repeated in its turn for that long: a single call would mostly
    measure how long it takes to load its code back into the caches after the other contenders.
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
    """Print each median, and its ratio to that of `ours`."""
    print(f"\n### {title}\n\n| | median, ms | times the first |\n|---|---:|---:|")
    for name, seconds in medians.items():
        print(f"| {name} | {seconds * 1e3:,.3f} | {seconds / medians[ours]:.2f} |")
    print(flush=True)


def peak_mb() -> float:
    """Return the most memory that this process has used so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
