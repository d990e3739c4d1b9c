"""The parts of a picture, each with artists that are made once and then updated: cells, points, trails, stars, words.

A `Frame` flows into each layer's `update`; the artists to draw flow out, in their order.
"""

from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.layers.cells import Cells, SampledCells, cells_layer
from kmeans_viz.pictures.layers.density import ChangedDensity, Density
from kmeans_viz.pictures.layers.dots import ChangedDots, Dots, dot_size
from kmeans_viz.pictures.layers.stars import STAR_RADIUS, Stars, Trails, star_area
from kmeans_viz.pictures.layers.strip import Caption, InertiaCurve

__all__ = [
    "STAR_RADIUS",
    "Caption",
    "Cells",
    "ChangedDensity",
    "ChangedDots",
    "Density",
    "Dots",
    "InertiaCurve",
    "Layer",
    "SampledCells",
    "Stars",
    "Trails",
    "cells_layer",
    "dot_size",
    "star_area",
]
