"""`cluster` takes a file, a data frame or an array, and returns a `Clustering`: every row with its cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.files import clusters_of, rows_of, save_answer
from kmeans_viz.answers.found import N_RUNS, Found
from kmeans_viz.answers.source import check_in_memory, numbers_for, table_from
from kmeans_viz.data import Table
from kmeans_viz.data.folders import text_files
from kmeans_viz.data.pictures import check_enough
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.scaling import standardized
from kmeans_viz.fast.passes import nearest
from kmeans_viz.how_many.comparison import compare_k
from kmeans_viz.inputs import Centroids, InputError, Labels, Points, as_count, as_k, lock
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import best_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Clustering(Found):
    """The clusters of some rows. Clusters are numbered from 0 here, and from 1 in tables, files and on the page.

    Examples
    --------
    >>> found = cluster([[0.0, 1.0], [0.5, 1.0], [9.0, 7.0]], k=2)
    >>> found.sizes.tolist(), found.table()["cluster"].tolist()
    ([1, 2], [2, 2, 1])
    """

    def predict(self, X: Any) -> NDArray[np.int32]:
        """Return the cluster of each of some new rows, from 0; -1 where a row lacks a number.

        Parameters
        ----------
        X : array_like, pandas.DataFrame or path
            ``(m, d)`` in their own units, with the columns of `data` in their order; or a data frame or a file that has
            these columns among others, which is read like the clustering's own.

        Raises
        ------
        InputError
            If a column is missing.
        """
        values, m = numbers_for(self.data, X, self.reading)
        complete = np.isfinite(values).all(axis=1)
        labels = np.full(m, -1, dtype=np.int32)
        compared = (self.centroids - self.means) / self.scales
        columns = np.ascontiguousarray(((values[complete] - self.means) / self.scales).T)
        labels[complete] = nearest(columns, compared)[0]
        return labels

    def table(self) -> pd.DataFrame:
        """Return all rows of the file, in order, with `cluster`, from 1, and `distance`.

        Both are missing where a row was left out, and `left_out` says why. The columns that counted hold the numbers
        that were read, or NaN; the others are as the file has them. If the file has columns of these names, the new
        ones end in an underscore.
        """
        return rows_of(self, as_written=False)

    def clusters(self) -> pd.DataFrame:
        """Return a row for each cluster: its number, from 1, size, share of the rows, and centroid in its own units."""
        return clusters_of(self)

    @cached_property
    def recoloured(self) -> NDArray[np.uint8] | None:
        """``(height, width, 3)``: a picture whose colours were clustered, in k colours; None for anything else."""
        picture = self.data.backdrop
        if picture is None or picture.is_place:
            return None
        labels = self.predict(picture.pixels.reshape(-1, 3) / 255)
        colors = np.rint(255 * np.clip(self.centroids, 0, 1)).astype(np.uint8)
        return colors[labels].reshape(picture.pixels.shape)

    def save(self, folder: str | Path) -> Path:
        """Write ``rows.csv``, ``clusters.csv`` and ``report.html`` to a folder, and return its path.

        Of the colours of a picture, there is ``recoloured.png`` too: the picture in k colours.

        ``rows.csv`` has all rows of the file in order and as they were written, ``clusters.csv`` the clusters, and
        ``report.html`` is a page to read, print or mail, which loads nothing from elsewhere.

        Raises
        ------
        InputError
            If `folder` is a file.
        OSError
            If a file cannot be written; the others and what was there before are whole.
        """
        return save_answer(self, Path(folder), self.recoloured)


def cluster(
    source: Any,
    k: int | None = None,
    *,
    columns: Any = None,
    standardize: bool = False,
    n_runs: int = N_RUNS,
    seed: int = 0,
    init: str = "k-means++",
    max_iter: int = 300,
    without: Any = None,
    header: bool | None = None,
    encoding: str | None = None,
    part: str | None = None,
    dates: bool = False,
    one_hot: bool = False,
    spots: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Clustering:
    """Cluster the rows of a file, and return every row with its cluster.

    k-means runs from several starts, and the run with the lowest sum of squared distances is kept.

    Parameters
    ----------
    source : path or paths, pandas.DataFrame, array_like, Table or Recipe
        What `read_table` reads, but a folder of CSV or TSV files is joined in memory; or ``(n, d)`` points, or what
        holds them; of a recipe, only its board counts.
    k : int, optional
        How many clusters; by default, what most of four methods say (see `compare_k`), and one more for each group of
        rows that lie far from all others. On a tie with "no clusters", the number that the others say.
    columns, without, header, encoding, part, dates, one_hot, spots
        How the file or the data frame is read, as in `read_table`.
    standardize : bool
        Compare z-scores, so that no column counts for more because of its unit.
    n_runs : int
        From how many starts to run.
    seed : int
        The starts have the seeds `seed`, `seed` + 1, …
    init, max_iter
        As in `record`.
    progress : callable, optional
        Called as ``progress(done, n_runs)`` after each run.

    Returns
    -------
    Clustering

    Raises
    ------
    InputError
        If an argument cannot be used, or `source` has no complete row of numbers.

    Examples
    --------
    >>> from kmeans_viz.data.samples import sample_file
    >>> found = cluster(sample_file("old_faithful.csv"), k=2)
    >>> found
    <Clustering: 272 rows in 2 clusters of 100, 172; best of 20 runs>
    >>> found.centroids.round(2).tolist()
    [[2.09, 54.75], [4.3, 80.28]]
    >>> found.predict([[2.0, 50.0]]).tolist()
    [0]
    """
    reading = Reading(columns, without, header, encoding, part, dates, one_hot, spots=spots)
    k = None if k is None else as_count(k, "k")
    # As a recipe's, the text files of a folder would be read block by block.
    is_a_file = isinstance(source, (str, Path)) and not text_files(source)
    recipe = source if isinstance(source, Recipe) else Recipe(csv=str(source) if is_a_file else None)
    told = {} if isinstance(source, Recipe) else _of_a_file(reading)
    own = table_from(source, reading)
    recipe = replace(
        recipe, **told, standardize=standardize or recipe.standardize, k=k or 1, init=init, n_runs=n_runs, seed=seed,
        init_seed=None, max_iter=max_iter,
    )  # fmt: skip
    return clustering_of(own, recipe, k, progress=progress)


def clustering_of(
    own: Table, recipe: Recipe, k: int | None, *, progress: Callable[[int, int], None] | None = None
) -> Clustering:
    """Return the clustering of a table that has been read, as `cluster` does.

    Parameters
    ----------
    own : Table
        The points, in their own units.
    recipe : Recipe
        How they were read, whether to standardize them, and everything about the runs but `k`.
    k : int or None
        How many clusters; None to ask four methods.
    progress : callable, optional
        Called as ``progress(done, n_runs)`` after each run.
    """
    check_in_memory(own)
    compared = standardized(own) if recipe.standardize else own
    d = len(compared.points[0])
    means, scales = (
        (np.zeros(d), np.ones(d)) if compared.units is None else (compared.units.means, compared.units.scales)
    )
    advice = None
    if k is None and (compared.points != compared.points[0]).any():
        advice = compare_k(compared.points, seed=recipe.seed)
    if k is None:
        offers = (1,) if advice is None else advice.offers
        k = advice.k if advice is not None and advice.k in offers else offers[0]
    check_enough(own, k)
    k = as_k(k, len(compared.points))
    if not isinstance(recipe.init, str):
        raise InputError("init is an array, so every run would be the same; name a method such as 'k-means++'")
    runs = best_of(
        compared.points, k, recipe.n_runs, init=recipe.init, seed=recipe.seed, max_iter=recipe.max_iter,
        on_empty=recipe.on_empty, progress=progress,
    )  # fmt: skip
    labels = runs.best.final.labels
    assert labels is not None
    stars = runs.best.final.centroids if compared.units is None else compared.units.own(runs.best.final.centroids)
    centroids = _means_of(own.points, labels, stars)
    offsets = (own.points - centroids[labels]) / scales
    recipe = replace(recipe, k=k).as_read(own)
    trace = replace(
        runs.best, columns=compared.labels, recipe=recipe if recipe.path is not None else None,
        units=compared.units, backdrop=compared.behind,
    )  # fmt: skip
    return Clustering(
        own, runs, labels, lock(centroids), means, scales, np.sqrt((offsets**2).sum(axis=1)), trace,
        recipe.how_to_read(), advice,
    )  # fmt: skip


def _of_a_file(reading: Reading) -> dict[str, Any]:
    """Return the fields of a recipe for how a file or a data frame is read."""
    names = ("columns", "without", "header", "encoding", "part", "dates", "one_hot", "spots")
    return {name: getattr(reading, name) for name in names}


def _means_of(points: Points, labels: Labels, otherwise: Centroids) -> Centroids:
    """Return the mean of the rows of each cluster; `otherwise` for a cluster without rows."""
    k = len(otherwise)
    counts = np.bincount(labels, minlength=k)
    # About a value in the middle, so that a large offset costs no digits.
    origin = points[0]
    sums = np.stack(
        [np.bincount(labels, weights=column - o, minlength=k) for column, o in zip(points.T, origin, strict=True)]
    )
    return np.where(counts[:, None] > 0, origin + sums.T / np.maximum(counts, 1)[:, None], otherwise)
