"""The irises of lesson 6: what `cluster` finds in their measurements, and which species they are."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from kmeans_viz.answers.clustering import Clustering, cluster
from kmeans_viz.data.samples import sample_file
from kmeans_viz.lessons.figures import panels


@cache
def flowers_found() -> Clustering:
    """Return the clusters of the flowers, as many as four methods suggest."""
    return cluster(sample_file("iris.csv"))


def three_clusters_right() -> int:
    """Return how many flowers are in the same cluster as most of their species, when there are three clusters."""
    rows = cluster(sample_file("iris.csv"), k=3).table()
    return int(rows.groupby("species")["cluster"].agg(lambda clusters: clusters.value_counts().iloc[0]).sum())


def flowers_drawn() -> Figure:
    """Draw the flowers' petals twice, by cluster and by species."""
    found = flowers_found()
    species = found.table()["species"].to_numpy()
    names = list(dict.fromkeys(species.tolist()))
    lengths, widths = found.data.points[:, 2], found.data.points[:, 3]
    # From short petals to long ones, as the species are, so that the colours of the two pictures agree.
    order = found.centroids[:, 2].argsort().argsort()
    drawn, axes = panels(2, width=9, height=4.2)
    for ax, groups, title in zip(
        axes, (order[found.labels], [names.index(name) for name in species]), ("clusters", "species"), strict=True
    ):
        for group, (color, marker) in enumerate(
            zip(("#3b4cc0", "#e8590c", "#2b8a5a", "#a03fb5", "#8a6d00"), "osD^v", strict=True)
        ):
            chosen = np.asarray(groups) == group
            label = {"label": names[group]} if title == "species" and group < len(names) else {}
            ax.plot(lengths[chosen], widths[chosen], marker, color=color, markersize=5, **label)
        ax.set(title=title, xlabel="petal length (cm)", ylabel="petal width (cm)")
    axes[1].legend(frameon=False, fontsize=12)
    return drawn
