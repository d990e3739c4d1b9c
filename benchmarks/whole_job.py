"""Measure the whole way from a file of a million points to a GIF, against scikit-learn, matplotlib and PillowWriter.

Each contender is a process of its own that reads the file, makes 20 steps with k = 15 and writes 42 pictures of 640
pixels square, one for each half-step. The peer makes each step with a fit of scikit-learn, and draws the points of each
cluster as pixels in its colour and the centroids as stars, without cells, trails, curve or caption. kmeans_viz also
makes its usual animation, of seven times as many pictures, and one of ten million points from a .npy file, whose peak
of memory is printed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import report, side_by_side

import kmeans_viz as kv

K, STEPS = 15, 20


def peer(file: str, out: str) -> None:
    """Do the same with scikit-learn, matplotlib and Pillow."""
    import warnings

    import numpy as np
    import pandas as pd
    from matplotlib import colormaps
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from sklearn.cluster import KMeans

    warnings.simplefilter("ignore")  # scikit-learn warns that one step does not converge
    readers = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".npy": np.load}
    X = np.asarray(readers[Path(file).suffix](file))
    centroids = X[np.random.default_rng(1).choice(len(X), K, replace=False)]
    states = [(None, centroids)]
    for _ in range(STEPS + 1):
        step = KMeans(K, init=states[-1][1], n_init=1, max_iter=1, tol=0).fit(X)
        labels = step.labels_
        states += [(labels, states[-1][1]), (labels, step.cluster_centers_)]
    figure = Figure(figsize=(6.4, 6.4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    colors = colormaps["tab20"](np.arange(K))
    # One line of markers for each cluster; a scatter with a colour for each point takes ten times as long.
    dots = [axes.plot([], [], ",", color=color)[0] for color in colors]
    axes.set(xlim=(X[:, 0].min(), X[:, 0].max()), ylim=(X[:, 1].min(), X[:, 1].max()))
    stars = axes.scatter(*centroids.T, marker="*", s=400, c=colors, edgecolors="k", zorder=3)

    def draw(index: int) -> None:
        labels, places = states[index]
        for j, line in enumerate(dots):
            line.set_data(*X[slice(None) if labels is None else labels == j].T)
            line.set_color("grey" if labels is None else colors[j])
        stars.set_offsets(places)

    animation = FuncAnimation(figure, draw, frames=2 * STEPS + 2, init_func=lambda: None)
    animation.save(out, writer=PillowWriter(fps=2))


def ours(file: Path, out: Path, *more: str) -> None:
    """Make the animation on the command line."""
    board = ["--parquet" if file.suffix == ".parquet" else "--csv", str(file)]
    run = ["--k", str(K), "--max-iter", str(STEPS), "--seed", "1"]
    subprocess.run(
        [sys.executable, "-m", "kmeans_viz", "animate", str(out), *board, *run, *more, "--quiet"], check=True
    )


def compare(folder: Path) -> None:
    """Make a million points, and measure each kind of file."""
    import numpy as np
    import pandas as pd

    X = kv.data.gaussian(1_000_000, K, seed=1)
    table = pd.DataFrame(X, columns=["x", "y"])
    table.to_csv(folder / "points.csv", index=False)
    table.to_parquet(folder / "points.parquet")
    np.save(folder / "points.npy", X)
    out = folder / "out.gif"
    for kind in ("csv", "parquet", "npy"):
        file = folder / f"points.{kind}"
        name = "kmeans-viz animate --tween 0"
        contenders = {
            name: lambda file=file: ours(file, out, "--tween", "0"),
            "kmeans-viz animate": lambda file=file: ours(file, out),
        }
        other = [sys.executable, __file__, "--peer", str(file), str(folder / "peer.gif")]
        once = {"sklearn, FuncAnimation, PillowWriter": lambda other=other: subprocess.run(other, check=True)}
        medians = side_by_side(contenders, 3)
        # One turn of the peer takes a minute or more, and a new process gains nothing from a warm-up turn.
        report(f"n = 1,000,000 from .{kind}, {STEPS} steps", medians | side_by_side_once(once), name)


def side_by_side_once(contenders: dict) -> dict[str, float]:
    """Return the seconds of each contender, measured once."""
    import time

    seconds = {}
    for name, run in contenders.items():
        start = time.perf_counter()
        run()
        seconds[name] = time.perf_counter() - start
    return seconds


def largest(folder: Path) -> None:
    """Animate ten million points, and print time and memory."""
    import resource
    import time

    import numpy as np

    file = folder / "points.npy"
    np.save(file, kv.data.gaussian(10_000_000, K, seed=1))
    start = time.perf_counter()
    ours(file, folder / "out.gif")
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    print(
        f"\n* n = 10,000,000 from .npy (160 MB), {STEPS} steps, a GIF of the usual length: "
        f"{time.perf_counter() - start:.1f} s, {peak:,.0f} MB at most"
    )


if __name__ == "__main__":
    if "--peer" in sys.argv:
        peer(*sys.argv[-2:])
        sys.exit()
    with tempfile.TemporaryDirectory() as name:
        if "--largest" in sys.argv:
            largest(Path(name))
        else:
            compare(Path(name))
            # In a process of its own, or the peak would include the memory of the peers.
            subprocess.run([sys.executable, __file__, "--largest"], check=True)
