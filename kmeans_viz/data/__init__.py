"""Where points come from: generated boards, tables and tracks, images, and a few real data sets that ship along.

Each function takes a name, a path or a seed, and returns ``(n, d)`` points, or a `Table` of them with the names of
their columns. Read `boards` for the generators and `tables` for the readers, which load pandas and Pillow on first use.
"""

from kmeans_viz.data.boards import (
    GENERATORS,
    anisotropic,
    gaussian,
    generate,
    grid,
    moons,
    peaked,
    rings,
    unequal,
    uniform,
)
from kmeans_viz.data.images import image_bright_spots, image_pixels
from kmeans_viz.data.samples import SAMPLES, read_sample, sample_file
from kmeans_viz.data.tables import Table, read_points, read_table

__all__ = [
    "GENERATORS",
    "SAMPLES",
    "Table",
    "anisotropic",
    "gaussian",
    "generate",
    "grid",
    "image_bright_spots",
    "image_pixels",
    "moons",
    "peaked",
    "read_points",
    "read_sample",
    "read_table",
    "rings",
    "sample_file",
    "unequal",
    "uniform",
]
