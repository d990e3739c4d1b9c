"""Measure how long a start takes: the import beyond that of numpy, and the first answer of the command line."""

from __future__ import annotations

import subprocess
import sys

from measure import report, side_by_side


def python(*arguments: str) -> object:
    """Run Python with `arguments` and wait for it."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    contenders = {
        "import numpy": lambda: python("-c", "import numpy"),
        "import numpy, kmeans_viz": lambda: python("-c", "import numpy, kmeans_viz"),
        "kmeans-viz --help": lambda: python("-m", "kmeans_viz", "--help"),
    }
    medians = side_by_side(contenders, runs=15)
    report("start", medians, "import numpy")
    added = medians["import numpy, kmeans_viz"] - medians["import numpy"]
    print(f"* import kmeans_viz adds {added * 1e3:.1f} ms to import numpy")
