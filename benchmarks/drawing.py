"""Measure the time of a frame, and the memory of an animation, on boards from a hundred points to ten million.

All contenders draw the same run, 640 pixels square. kmeans_viz draws the frames of the animation in order, and its
slowest frame alone: one whose points have just got new labels, so that all of them are read. The peers are what users
write with matplotlib, and redraw the whole figure: one `Line2D` of markers for each cluster, which gets new points,
and, up to 100,000 points, a scatter that gets new colours, in the picture of `export.py`. From a million points on, the
peer runs once.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable

from export import STYLE, Picture
from matplotlib.axes import Axes
from measure import peak_mb, report, side_by_side

import kmeans_viz as kv
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.timeline import key_frame, timeline

K = 15


class Scattered(Picture):
    """One scatter for all points."""

    def draw(self, index: int) -> None:
        """Draw one state."""
        self.show(index)
        self.figure.canvas.draw()


class Marked(Picture):
    """One line of markers for the points of each cluster, and the stars."""

    def build(self) -> None:
        """Make the artists."""
        n = len(self.trace.X)
        self.board: Axes = self.figure.add_axes((0.08, 0.25, 0.88, 0.72))
        size = max(1.3, 7.0 * (200 / n) ** 0.3)
        self.lines = [
            self.board.plot([], [], "o", markersize=size, markeredgewidth=0, color=STYLE.color(j))[0] for j in range(K)
        ]
        self.stars = self.board.scatter(*self.trace[0].centroids.T, marker="*", s=500, c=self.colors, zorder=3)
        self.board.set(xlim=self.bounds[:2], ylim=self.bounds[2:])

    def draw(self, index: int) -> None:
        """Draw one state."""
        state = self.trace[index]
        for j, line in enumerate(self.lines):
            line.set_data(*self.trace.X[state.labels == j].T)
        self.stars.set_offsets(state.centroids)
        self.figure.canvas.draw()


def compare(n: int, runs: int) -> None:
    """Draw n points in `K` clusters."""
    trace = run_of(n)
    look = kv.Look()
    scene, other = Scene(trace, look), Scene(trace, look)
    frames = itertools.cycle(list(timeline(trace, look)))
    # The first and the second assignment alternate, so that the labels change in every frame.
    assigned = itertools.cycle([key_frame(trace, index) for index in (1, 3)])
    indices = itertools.cycle((1, 3))
    ours = "kmeans_viz, the next frame of the animation"
    contenders: dict[str, Callable[[], object]] = {
        ours: lambda: scene.draw(next(frames)),
        "kmeans_viz, a frame with new labels": lambda: other.draw(next(assigned)),
    }
    marked = Marked(trace)
    marked.build()
    peers: dict[str, Callable[[], object]] = {
        "matplotlib, a Line2D a cluster, updated": lambda: marked.draw(next(indices))
    }
    if n <= 100_000:
        scattered = Scattered(trace)
        scattered.build()
        peers["matplotlib, one scatter, updated"] = lambda: scattered.draw(next(indices))
    medians = side_by_side(contenders, runs) | side_by_side(peers, 1 if n >= 1_000_000 else 5)
    report(f"n = {n:,}, k = {K}, 640 x 640", medians, ours)


def run_of(n: int) -> kv.Trace:
    """Return three steps of a run."""
    return kv.record(kv.data.gaussian(n, K, seed=1), K, seed=2, max_iter=3)


def memory(n: int) -> None:
    """Draw a whole animation, and print the most memory that was in use."""
    X = kv.data.gaussian(n, K, seed=1)
    made = peak_mb()
    trace = kv.record(X, K, seed=2, max_iter=3)
    recorded = peak_mb()
    scene = Scene(trace)
    for frame in timeline(trace):
        scene.draw(frame)
    print(
        f"* n = {n:,}, points of {X.nbytes / 1e6:,.0f} MB: {made:,.0f} MB at most while making them, "
        f"{recorded:,.0f} MB while recording {len(trace)} states, {peak_mb():,.0f} MB while drawing"
    )


if __name__ == "__main__":
    if "--memory" in sys.argv:
        memory(int(sys.argv[-1]))
        sys.exit()
    # First, and in a process of its own, since the peak of a process counts all that it did before.
    for n in (1_000_000, 10_000_000):
        subprocess.run([sys.executable, __file__, "--memory", str(n)], check=True)
    kv.kernels.warm_up()
    for n in (100, 200, 1_000, 20_000, 20_001, 100_000, 1_000_000, 10_000_000):
        compare(n, runs=44)
