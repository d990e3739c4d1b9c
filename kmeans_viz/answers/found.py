"""What was found: `Found` holds the rows, their clusters, and all that is told about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.certainty import Certainty, certainty_of, rows_in_words
from kmeans_viz.answers.profile import Position, Profile, profile_of
from kmeans_viz.data import Table
from kmeans_viz.data.globe import position_in_words
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.report import Report
from kmeans_viz.data.scaling import flat_degrees, who_decides
from kmeans_viz.how_many.comparison import Comparison
from kmeans_viz.inputs import Centroids, Labels
from kmeans_viz.runs.trace import Runs, Trace

N_RUNS = 20
"""From how many starts a clustering is made, unless the caller says otherwise."""


@dataclass(frozen=True, eq=False)
class Found:
    """The clusters of some rows. Clusters are numbered from 0 here, and from 1 in tables, files and on the page."""

    data: Table
    """The rows that were clustered, in their own units."""
    runs: Runs
    """All runs: their sums of squares, and the best and the worst."""
    labels: Labels
    """``(n,)``: the cluster of each row of `data`, from 0."""
    centroids: Centroids
    """``(k, d)``: the means of the clusters, in their own units."""
    means: NDArray[np.float64]
    scales: NDArray[np.float64]
    """``(d,)`` each: what was subtracted from every column, and what it was then divided by, to compare rows."""
    distances: NDArray[np.float64]
    """``(n,)``: how far each row is from its centroid, in the units that were compared."""
    trace: Trace
    """The best run, which `kv.save` and `kv.plot` take."""
    reading: Reading
    advice: Comparison | None = None
    """What four methods say about the number of clusters, if they were asked."""

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.centroids)

    @property
    def sizes(self) -> NDArray[np.intp]:
        """``(k,)``: how many rows each cluster has."""
        return np.bincount(self.labels, minlength=self.k)

    @property
    def inertia(self) -> float:
        """The sum of squared distances of the rows to their centroids, in the units that were compared."""
        return float((self.distances**2).sum())

    @property
    def report(self) -> Report | None:
        """Every column of the file, whether it counted, and why; None if the points came from no table."""
        return self.data.report

    @property
    def is_standardized(self) -> bool:
        """Whether every column was scaled to the same spread before rows were compared."""
        return bool(np.any(self.scales != 1))

    @cached_property
    def profile(self) -> Profile:
        """What sets each cluster apart."""
        names, globe = self.data.names, self.data.globe
        pairs = [] if globe is None else globe.positions(names)
        positions = [Position(tuple(columns), pair.prefix.replace("_", " ").strip()) for pair, columns in pairs]
        return profile_of(names, self.data.is_date, self.data.points, self.labels, self.centroids, positions)

    def sentence(self, cluster: int) -> str:
        """Say what sets a cluster apart and, of positions on the globe, where its centroid is."""
        said = self.profile.sentence(cluster)
        if len(self.places) != 2 or not self.sizes[cluster]:
            return said
        lat, lon = (float(degrees[cluster]) for degrees in self.places.values())
        return "; ".join([*([said] if said else []), f"around {position_in_words(lon, lat, 1)}"])

    @cached_property
    def certainty(self) -> Certainty:
        """How sure the clusters are."""
        compared = (self.centroids - self.means) / self.scales
        return certainty_of(self.trace.X, self.labels, compared, self.runs.inertias)

    @property
    def text(self) -> str:
        """The clusters in a few lines: how many rows each has, and what sets it apart."""
        n_best, n_runs = self.certainty.n_best, len(self.runs)
        runs = f"the best of {n_runs} starts, of which {n_best} ended here" if n_runs > 1 else "a single run"
        lines = [f"{self.k} {'cluster' if self.k == 1 else 'clusters'} in {rows_in_words(len(self.labels))}: {runs}"]
        if self.advice is not None:
            lines.append(self.advice.headline)
        width = len(f"{self.sizes.max():,}")
        for j, size in enumerate(self.sizes.tolist()):
            share = f"{size / len(self.labels):.0%}"
            rows = "row " if size == 1 else "rows"
            lines.append(f"  {j + 1:>2}  {size:>{width},} {rows}  {share:>4}  {self.sentence(j)}")
        if self.advice is not None and self.k == 1:
            lines.append("Name a number of clusters to cut the rows into parts all the same.")
        return "\n".join(lines)

    @property
    def places(self) -> dict[str, NDArray[np.float64]]:
        """Where the centroids are on the globe, as columns of degrees; none unless positions were compared."""
        return {} if self.data.globe is None else self.data.globe.degrees(self.data.names, self.centroids)

    @cached_property
    def decides(self) -> str:
        """A sentence about columns that outweigh all others; "" if none do."""
        return "" if self.is_standardized else who_decides(self.data)

    @property
    def flat_degrees(self) -> str:
        """A sentence about positions that were compared as degrees; "" if none were."""
        return "" if self.is_standardized else flat_degrees(self.data)

    def __repr__(self) -> str:
        sizes = ", ".join(map(str, self.sizes.tolist()))
        clusters = f"1 cluster of {sizes}" if self.k == 1 else f"{self.k} clusters of {sizes}"
        runs = "a single run" if len(self.runs) == 1 else f"best of {len(self.runs)} runs"
        return f"<Clustering: {rows_in_words(len(self.labels))} in {clusters}; {runs}>"
