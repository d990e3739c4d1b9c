"""The parts of a picture: cells, points, trails, stars, caption and inertia curve.

Each is a `Layer` in a file of its own, which makes its artists once. Its `update` takes a `Frame` and returns the
artists to draw, in order. Read `base` first, then `stars`; `pictures/scene.py` says which layers a picture has.
"""

from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.layers.cells import Cells, SampledCells, cells_layer
from kmeans_viz.pictures.layers.density import ChangedDensity, Density
from kmeans_viz.pictures.layers.dots import ChangedDots, Dots, dot_size
from kmeans_viz.pictures.layers.outside import Outside
from kmeans_viz.pictures.layers.photo import Painted, Photo
from kmeans_viz.pictures.layers.stars import Stars, Trails, star_area
from kmeans_viz.pictures.layers.start import Ring, StartDensity, StartDots
from kmeans_viz.pictures.layers.strip import Caption, InertiaCurve

__all__ = [
    "Caption",
    "Cells",
    "ChangedDensity",
    "ChangedDots",
    "Density",
    "Dots",
    "InertiaCurve",
    "Layer",
    "Outside",
    "Painted",
    "Photo",
    "Ring",
    "SampledCells",
    "Stars",
    "StartDensity",
    "StartDots",
    "Trails",
    "cells_layer",
    "dot_size",
    "star_area",
]
