"""What a process may take that works on something from a stranger."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path


def limit(memory_bytes: int, file_bytes: int) -> None:
    """Let other processes go first, and end this one if it takes too much.

    Parameters
    ----------
    memory_bytes : int
        How much memory it may fill (on Linux alone).
    file_bytes : int
        How long a file it may write (not on Windows).
    """
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    with contextlib.suppress(OSError):
        # If the machine runs out of memory, this process ends and not the one that started it.
        Path("/proc/self/oom_score_adj").write_text("900")
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, file_bytes)]
    if sys.platform == "linux":
        # Memory that is filled, unlike RLIMIT_AS, which also counts what libraries only set aside.
        limits.append((resource.RLIMIT_DATA, memory_bytes))
    for name, value in limits:
        hard = resource.getrlimit(name)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))
