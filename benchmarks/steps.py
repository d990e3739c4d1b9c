"""Measure how long it takes to record every half-step, against libraries that keep only the result.

All start from the same centroids and make the same number of steps, and the inertia at the end is checked to be the
same. faiss computes in single precision, all others in double. R and a C compiler take part if they are installed.
"""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import sys
import tempfile
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from measure import report, side_by_side
from scipy.cluster.vq import kmeans2
from sklearn.cluster import KMeans

import kmeans_viz as kv
from kmeans_viz.inputs import as_points

HERE = Path(__file__).parent


def compare(n: int, k: int, d: int, runs: int, steps: int) -> None:
    """Record n points in k clusters."""
    X = board(n, k, d)
    start = kv.seeding.SEEDINGS["random"](X, k, kv.seeding.as_rng(2))
    trace = kv.record(X, init=start, max_iter=steps)
    steps = trace.n_iter
    peers = {
        name: KMeans(k, init=start, n_init=1, tol=0, max_iter=steps, algorithm=name) for name in ("lloyd", "elkan")
    }
    ours = f"kmeans_viz.record, {kv.kernels.info()['kernel']}, all {len(trace)} states"
    contenders: dict[str, Callable[[], object]] = {
        ours: lambda: kv.record(X, init=start, max_iter=steps),
        "kmeans_viz.record, keep='centroids'": lambda: kv.record(X, init=start, max_iter=steps, keep="centroids"),
        "sklearn KMeans.fit, Lloyd": lambda: peers["lloyd"].fit(X),
        "sklearn KMeans.fit, Elkan": lambda: peers["elkan"].fit(X),
        "scipy kmeans2": lambda: kmeans2(X, start, iter=steps, minit="matrix"),
    }
    if "--numpy" in sys.argv:
        contenders = {name: run for name, run in contenders.items() if "kmeans_viz" in name or "Lloyd" in name}
    else:
        contenders |= in_single_precision(X, start, steps)
        contenders |= in_c(X, start, steps, trace.inertia) if d == 2 else {}
    assert abs(trace.inertia / peers["lloyd"].fit(X).inertia_ - 1) < 1e-9
    medians = side_by_side(contenders, runs)
    if "--numpy" not in sys.argv:
        medians |= in_r(X, start, steps, min(runs, 5))
    report(f"n = {n:,}, k = {k}, d = {d}, {steps} steps", medians, ours)


def board(n: int, k: int, d: int) -> np.ndarray:
    """Return k groups of points that overlap a little."""
    if d == 2:
        return kv.data.gaussian(n, k, seed=1)
    rng = np.random.default_rng(1)
    return rng.normal(size=(n, d)) + 1.5 * rng.normal(size=(k, d))[rng.integers(k, size=n)]


def in_single_precision(X: np.ndarray, start: np.ndarray, steps: int) -> dict[str, Callable[[], object]]:
    """Return faiss, if it is installed."""
    try:
        import faiss
    except ImportError:
        return {}
    points, centroids = X.astype(np.float32), start.astype(np.float32)
    k, d = start.shape
    peer = faiss.Kmeans(d, k, niter=steps, min_points_per_centroid=1, max_points_per_centroid=10**9)
    return {"faiss Kmeans, single precision": lambda: peer.train(points, init_centroids=centroids)}


def in_c(X: np.ndarray, start: np.ndarray, steps: int, inertia: float) -> dict[str, Callable[[], object]]:
    """Return the loop of `lloyd.c`, if there is a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return {}
    library = Path(tempfile.mkdtemp()) / "lloyd.so"
    flags = ["-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC"]
    subprocess.run([compiler, *flags, HERE / "lloyd.c", "-o", library], check=True)
    lloyd = ctypes.CDLL(str(library)).lloyd
    lloyd.restype = ctypes.c_double
    x, y = np.ascontiguousarray(X.T)
    labels = np.empty(len(X), dtype=np.int32)

    def run() -> float:
        cx, cy = np.ascontiguousarray(start.T)
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (x, y, cx, cy, labels)]
        return lloyd(*pointers[:2], ctypes.c_long(len(X)), len(start), *pointers[2:], steps)

    assert abs(run() / inertia - 1) < 1e-9
    return {"C, one thread, -O3 -march=native": run}


def in_r(X: np.ndarray, start: np.ndarray, steps: int, runs: int) -> dict[str, float]:
    """Return the median seconds of R's kmeans, by R's clock, if R is installed."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("points", "start")]
        for file, array in zip(files, (X, start), strict=True):
            array.T.tofile(file)
        sizes = [str(number) for number in (*X.shape, len(start), steps, runs)]
        command = ["Rscript", str(HERE / "lloyd.R"), str(files[0]), *sizes[:2], str(files[1]), *sizes[2:]]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {"R kmeans, Lloyd": statistics.median(map(float, printed.split()))}


def memory(keep: str) -> None:
    """Record a hundred steps on a million points, and print how much memory that took."""
    X = as_points(np.random.default_rng(1).random((1_000_000, 2)))
    kv.record(X[:10_000], 15, seed=2, max_iter=2)
    tracemalloc.start()
    trace = kv.record(X, 15, seed=2, max_iter=100, keep=keep or None)  # type: ignore[arg-type]
    kept, peak = (size / 1e6 for size in tracemalloc.get_traced_memory())
    print(
        f"* n = 1,000,000, {trace.n_iter} steps, keep={keep or None!r}: {peak:,.0f} MB at most and {kept:,.0f} MB in "
        f"the end, beside points of {X.nbytes / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scikit-learn warns that it did not converge
    if "--numpy" not in sys.argv and not kv.kernels.warm_up():
        print("numba is not installed: measuring the numpy kernels")
    if "--memory" in sys.argv:
        memory(sys.argv[-1])
        sys.exit()
    compare(200, 3, 2, runs=51, steps=300)
    compare(100_000, 15, 2, runs=9, steps=20)
    compare(1_000_000, 15, 2, runs=5, steps=20)
    if "--numpy" not in sys.argv:
        compare(1_000_000, 50, 2, runs=3, steps=10)
        compare(200_000, 50, 16, runs=5, steps=10)
        subprocess.run([sys.executable, __file__, "--numpy"], check=True)
        print("\n### Memory of a run\n", flush=True)
        for keep in ("all", "", "centroids"):
            subprocess.run([sys.executable, __file__, "--memory", keep], check=True)
