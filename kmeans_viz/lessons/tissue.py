"""The picture of lesson 6: its pixels by colour, its nuclei, and how much brown is around each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from kmeans_viz.answers.counting import cells
from kmeans_viz.data.images import image_pixels
from kmeans_viz.data.samples import sample_file
from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.lessons.figures import panels, pictured
from kmeans_viz.runs.making import best_of

REACH = 10
"""How far around a nucleus, in pixels, the share of brown is measured."""


@cache
def picture() -> NDArray[np.uint8]:
    """Return the picture of the tissue, ``(256, 256, 3)``."""
    with Image.open(sample_file("tissue.png")) as image:
        return np.asarray(image.convert("RGB"))


def _labels(X: Points) -> Labels:
    """Return the three clusters of some pixels, of the best of 8 starts."""
    labels = best_of(X, 3, 8, init="k-means++", seed=0).best.final.labels
    assert labels is not None
    return labels


@cache
def pixels() -> Points:
    """Return the pixels, ``(65536, 3)``: red, green and blue from 0 to 1."""
    return image_pixels(sample_file("tissue.png"), max_side=len(picture()))


def tones() -> Points:
    """Return how bright and how blue each pixel is, ``(65536, 2)``, in standard deviations."""
    red, _, blue = pixels().T
    both = np.column_stack([pixels().mean(axis=1), blue - red])
    scaled: Points = both / both.std(axis=0)
    return scaled


@dataclass(frozen=True, eq=False)
class Painted:
    """The pixels in three clusters."""

    labels: Labels
    """``(n,)``."""
    means: Centroids
    """``(3, 3)``: the mean red, green and blue of each cluster."""

    @property
    def pale(self) -> int:
        """The cluster of the brightest pixels."""
        return int(self.means.sum(axis=1).argmax())

    @property
    def brown(self) -> int:
        """The cluster of the least blue pixels."""
        return int((self.means[:, 2] - self.means[:, 0]).argmin())

    @property
    def third(self) -> int:
        """The cluster that is left."""
        return 3 - self.pale - self.brown

    @property
    def image(self) -> NDArray[np.float64]:
        """The picture, each pixel in the mean colour of its cluster."""
        return self.means[self.labels].reshape(picture().shape)


def _painted(labels: Labels) -> Painted:
    return Painted(labels, np.array([pixels()[labels == j].mean(axis=0) for j in range(3)]))


@cache
def by_colours() -> Painted:
    """Return the clusters of the pixels by red, green and blue."""
    return _painted(_labels(pixels()))


@cache
def by_tones() -> Painted:
    """Return the clusters of the pixels by how bright and how blue they are."""
    return _painted(_labels(tones()))


@cache
def nuclei() -> Points:
    """Return the places of the nuclei, ``(m, 2)``: column and row of the picture, from the upper left."""
    found = by_tones()
    is_blue = (found.labels == found.third).reshape(picture().shape[:2])
    found_cells = cells(255 * is_blue.astype(np.uint8), spots="bright").table()
    return found_cells[["x", "from_top"]].to_numpy()


@cache
def shares_of_brown() -> NDArray[np.float64]:
    """Return for each nucleus the share of brown around it, of what is not blue there, ``(m,)``."""
    found = by_tones()
    kinds = found.labels.reshape(picture().shape[:2])
    shares = []
    for x, y in nuclei().round().astype(int):
        around = kinds[max(0, y - REACH) : y + REACH + 1, max(0, x - REACH) : x + REACH + 1]
        shares.append((around == found.brown).sum() / (around != found.third).sum())
    return np.array(shares)


@cache
def in_a_gland(*, by_share: bool) -> NDArray[np.bool_]:
    """Return which nuclei fall into the cluster of the brownest one, by their share of brown or by their place."""
    X = shares_of_brown()[:, None] if by_share else nuclei()
    labels = best_of(X, 2, 20, seed=0).best.final.labels
    assert labels is not None
    is_first: NDArray[np.bool_] = labels == labels[shares_of_brown().argmax()]
    return is_first


def colours_drawn() -> Figure:
    """Draw the picture in three colours, those of its colours' clusters, and the three colours beside it."""
    found = by_colours()
    drawn, (left, right) = panels(2, width=7.2, height=3.7)
    pictured(left, found.image, "each pixel in the colour of its star")
    pictured(right, found.means[[found.pale, found.third, found.brown], None], "the three stars")
    return drawn


def glands_drawn() -> Figure:
    """Draw the nuclei in two clusters, by their places and by the share of brown around them."""
    x, y = nuclei().T
    drawn, axes = panels(2, width=7.6, height=4.1)
    for ax, by_share in zip(axes, (False, True), strict=True):
        pictured(ax, picture(), "by the share of brown around it" if by_share else "by its place")
        first = in_a_gland(by_share=by_share)
        for chosen, marker, color in ((first, "o", "#ffd400"), (~first, "s", "#00c2ff")):
            ax.plot(x[chosen], y[chosen], marker, color=color, markeredgecolor="black", markersize=7)
    return drawn
