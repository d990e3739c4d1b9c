"""Measure the clusters of a long Parquet file, against pandas and scikit-learn with as many starts.

The file has six columns, two of which count. First the clusters alone, from the file to the labels and the centroids;
pandas reads the two columns. Then rows.csv too: all six columns with a cluster and a distance. kmeans_viz writes the
report besides, which the peers have none of. Its runs end when nothing changes any more; scikit-learn's end sooner with
its own default, ``tol=1e-4``, and as late with ``tol=0``.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from measure import report, side_by_side
from sklearn.cluster import KMeans

import kmeans_viz as kv

NAMES = ["a", "b"]


def write_table(n: int, k: int, path: Path) -> None:
    """Write n rows: words, two columns of numbers in k groups, two of noise, and a different text in each row."""
    rng = np.random.default_rng(0)
    X = rng.normal(0, 8, (k, 2))[rng.integers(k, size=n)] + rng.normal(0, 1.5, (n, 2))
    columns = {"color": rng.choice(["red", "green", "blue"], n), "a": X[:, 0], "b": X[:, 1]}
    noise = {"c": rng.normal(size=n), "d": rng.normal(size=n), "note": np.char.add("r", np.arange(n).astype(str))}
    pd.DataFrame(columns | noise).to_parquet(path)


def fitted(path: Path, k: int, starts: int, tol: float) -> KMeans:
    """Read the two columns, and fit them as users of scikit-learn do."""
    X = pd.read_parquet(path, columns=NAMES).to_numpy()
    return KMeans(k, init="k-means++", n_init=starts, tol=tol, random_state=0).fit(X)


def with_rows(path: Path, k: int, starts: int) -> None:
    """Write all rows with their cluster and their distance."""
    model = fitted(path, k, starts, 1e-4)
    frame = pd.read_parquet(path)
    frame["cluster"] = model.labels_ + 1
    frame["distance"] = model.transform(frame[NAMES].to_numpy()).min(axis=1)
    frame.to_csv(path.with_name("peer.csv"), index=False)


def compare(n: int, k: int, starts: int, runs: int) -> None:
    """Cluster n rows of a file in k clusters."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        write_table(n, k, path)
        size = f"{n:,} rows, k = {k}, {starts} starts"
        ours = "kmeans_viz.cluster"
        contenders = {
            ours: lambda: kv.cluster(path, k, columns=NAMES, n_runs=starts),
            "pandas + sklearn KMeans": lambda: fitted(path, k, starts, 1e-4),
            "pandas + sklearn KMeans(tol=0)": lambda: fitted(path, k, starts, 0),
        }
        report(f"Clusters: {size}", side_by_side(contenders, runs), ours)
        ours = "kmeans_viz.cluster and save, with the report"
        writers = {
            ours: lambda: kv.cluster(path, k, columns=NAMES, n_runs=starts).save(Path(folder) / "answer"),
            "pandas + sklearn KMeans, to_csv": lambda: with_rows(path, k, starts),
        }
        report(f"Clusters and rows.csv: {size}", side_by_side(writers, runs), ours)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    kv.kernels.warm_up()
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000, 8, starts=3, runs=1)
