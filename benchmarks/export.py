"""Measure how long a GIF takes, and how large it is, against matplotlib's own way.

All contenders show the same things, one picture for each half-step, 640 pixels square: the board with its cells,
dots, trails and numbered stars, the curve and the caption. The peers are what users write with matplotlib: the cells as
an image of labels on a mesh, as in scikit-learn's example, and ordinary axes; then a `FuncAnimation` that clears the
figure and scatters again, or one that updates its artists, or celluloid's snapshots. All are saved with `PillowWriter`.
R's `kmeans.ani`, if it is installed, shows dots and stars only, and writes PNG files. To compare sizes, `PillowWriter`
also writes the pictures of kmeans_viz.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure
from measure import report, side_by_side
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.lettering import wrapped
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.pictures.view import view_of

STYLE = style_named("light")


def clear_and_scatter(trace: kv.Trace, path: Path) -> None:
    """Clear the figure and draw everything again for every frame."""
    picture = Picture(trace)

    def draw(index: int) -> None:
        picture.figure.clear()
        picture.build()
        picture.show(index)

    animation = FuncAnimation(picture.figure, draw, frames=len(trace), init_func=lambda: None)
    animation.save(path, writer=PillowWriter(fps=2))


def update_artists(trace: kv.Trace, path: Path) -> None:
    """Make the artists once and update them."""
    picture = Picture(trace)
    picture.build()
    animation = FuncAnimation(picture.figure, picture.show, frames=len(trace), init_func=lambda: None)
    animation.save(path, writer=PillowWriter(fps=2))


def snap_with_celluloid(trace: kv.Trace, path: Path) -> None:
    """Plot into the same axes again for every frame, and let celluloid keep all artists until the end."""
    from celluloid import Camera

    picture = Picture(trace)
    picture.build()
    figure = Figure(figsize=(6.4, 6.4), dpi=100)
    FigureCanvasAgg(figure)
    board = figure.add_axes((0.08, 0.25, 0.88, 0.72))
    curve = figure.add_axes((0.7, 0.06, 0.26, 0.09), xticks=[], yticks=[])
    camera = Camera(figure)
    for index, state in enumerate(trace):
        cells = kv.assign(picture.mesh, state.centroids).reshape(160, 200)
        board.imshow(cells, extent=picture.bounds, origin="lower", aspect="auto", cmap=picture.cells.cmap)
        board.scatter(*trace.X.T, c=STYLE.unassigned if state.labels is None else picture.colors[state.labels])
        for j in range(trace.k):
            board.plot(*np.array([before.centroids[j] for before in trace[: index + 1]]).T, color="k")
            board.text(*state.centroids[j], str(j + 1), ha="center", va="center", color="w", zorder=4)
        board.scatter(*state.centroids.T, marker="*", s=500, c=picture.colors, edgecolors="k", zorder=3)
        curve.plot(range(1, index + 1), picture.inertias[1 : index + 1], "ko-")
        title, text = captions(trace, index)
        figure.text(0.03, 0.15, title, fontsize=17, fontweight="bold")
        figure.text(0.03, 0.06, wrapped(text, 12.5, 270), fontsize=12.5)
        camera.snap()
    camera.animate().save(path, writer=PillowWriter(fps=2))


def in_r(trace: kv.Trace, runs: int) -> dict[str, float]:
    """Return the median seconds of R's kmeans.ani, by R's clock, if R and its package animation are installed."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("points", "start")]
        for file, array in zip(files, (trace.X, trace[0].centroids), strict=True):
            array.T.tofile(file)
        sizes = [str(number) for number in (len(trace.X), trace.k, runs)]
        command = ["Rscript", str(Path(__file__).with_name("kmeans_ani.R")), str(files[0]), sizes[0], str(files[1])]
        done = subprocess.run([*command, *sizes[1:]], capture_output=True, text=True)
    if done.returncode != 0:
        return {}
    lines = [line.split() for line in done.stdout.splitlines()]
    seconds = statistics.median(float(line[0]) for line in lines)
    return {f"R kmeans.ani, {lines[-1][1]} pictures as PNG files, no GIF": seconds}


class Picture:
    """The picture as users write it with matplotlib: one scatter for the dots, one for the stars, lines and text."""

    def __init__(self, trace: kv.Trace) -> None:
        self.trace = trace
        self.figure = Figure(figsize=(6.4, 6.4), dpi=100)
        FigureCanvasAgg(self.figure)
        self.bounds = view_of(trace).fitted(640 / 510)
        self.colors = np.array([to_rgba(STYLE.color(j)) for j in range(trace.k)])
        self.inertias = [state.inertia for state in trace]

    def build(self) -> None:
        """Make the artists."""
        n, k = len(self.trace.X), self.trace.k
        board = self.figure.add_axes((0.08, 0.25, 0.88, 0.72))
        tints = [STYLE.cell(j) for j in range(k)]
        left, right, bottom, top = self.bounds
        x, y = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 160))
        self.mesh = np.c_[x.ravel(), y.ravel()]
        cmap = ListedColormap(tints)
        self.cells = board.imshow(
            np.zeros(x.shape), extent=self.bounds, origin="lower", aspect="auto", cmap=cmap, vmin=-0.5, vmax=k - 0.5
        )
        size, edge = (7.0 * (200 / n) ** 0.3) ** 2, "w" if n < 10_000 else "none"
        self.dots = board.scatter(*self.trace.X.T, s=size, edgecolors=edge)
        self.trails = [board.plot([], [], color="k")[0] for _ in range(k)]
        places = self.trace[0].centroids
        self.stars = board.scatter(*places.T, marker="*", s=500, c=self.colors, edgecolors="k", zorder=3)
        center = {"ha": "center", "va": "center", "color": "w", "zorder": 4}
        self.numbers = [board.text(0, 0, str(j + 1), **center) for j in range(k)]
        board.set(xlim=self.bounds[:2], ylim=self.bounds[2:])
        curve = self.figure.add_axes((0.7, 0.06, 0.26, 0.09), xticks=[], yticks=[])
        self.curve = curve.plot([], [], "ko-")[0]
        curve.set(xlim=(0.4, len(self.trace)), ylim=(0, 1.1 * max(self.inertias[1:])))
        self.title = self.figure.text(0.03, 0.15, "", fontsize=17, fontweight="bold")
        self.text = self.figure.text(0.03, 0.06, "", fontsize=12.5)

    def show(self, index: int) -> None:
        """Set the artists to what a state shows."""
        state = self.trace[index]
        self.cells.set_data(kv.assign(self.mesh, state.centroids).reshape(160, 200))
        grey = np.tile(to_rgba(STYLE.unassigned), (len(self.trace.X), 1))
        self.dots.set_facecolors(grey if state.labels is None else self.colors[state.labels])
        for j, line in enumerate(self.trails):
            line.set_data(*np.array([before.centroids[j] for before in self.trace[: index + 1]]).T)
            self.numbers[j].set_position(state.centroids[j])
        self.stars.set_offsets(state.centroids)
        self.curve.set_data(range(1, index + 1), self.inertias[1 : index + 1])
        title, text = captions(self.trace, index)
        self.title.set_text(title)
        self.text.set_text(wrapped(text, 12.5, 270))


def compare(n: int, k: int, folder: Path, runs: int) -> None:
    """Export the 12 half-steps of five steps of n points in k clusters."""
    trace = kv.Recipe(n=n, blobs=k, k=k, seed=3, max_iter=5).run()
    ways = {
        "kmeans_viz.save": lambda path: kv.save(trace, path, tween=0),
        "FuncAnimation, clear and scatter, PillowWriter": lambda path: clear_and_scatter(trace, path),
        "FuncAnimation, updated artists, PillowWriter": lambda path: update_artists(trace, path),
    }
    if importlib.util.find_spec("celluloid") is not None and n < 10_000:
        ways["celluloid, PillowWriter"] = lambda path: snap_with_celluloid(trace, path)
    files = {name: folder / f"{i}.gif" for i, name in enumerate(ways)}
    contenders = {name: lambda way=way, file=files[name]: way(file) for name, way in ways.items()}
    medians = side_by_side(contenders, runs) | (in_r(trace, runs) if n < 10_000 else {})
    report(f"n = {n:,}, k = {k}, {len(trace)} pictures", medians, "kmeans_viz.save")
    print("| the file | kB |\n|---|---:|")
    for name, file in files.items():
        print(f"| {name} | {file.stat().st_size / 1000:.1f} |")
    look = kv.Look(tween=0)
    scene = kv.Scene(trace, look)
    drawn = [Image.fromarray(scene.draw(frame).copy()) for frame in timeline(trace, look)]
    drawn[0].save(folder / "same.gif", save_all=True, append_images=drawn[1:], duration=500, loop=0)
    print(f"| our pictures, as PillowWriter saves them | {(folder / 'same.gif').stat().st_size / 1000:.1f} |")
    if shutil.which("gifsicle"):
        ours, optimised = files["kmeans_viz.save"], folder / "optimised.gif"
        subprocess.run(["gifsicle", "-O3", ours, "-o", optimised], check=True)
        print(f"| kmeans_viz.save, then gifsicle -O3 | {optimised.stat().st_size / 1000:.1f} |")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        compare(200, 3, Path(folder), runs=5)
        compare(50_000, 15, Path(folder), runs=3)
