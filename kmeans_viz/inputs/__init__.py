"""The one place where input is checked.

Each function takes what a caller passed (points, centroids, ``k``, a seed, a name from a table), and returns it in one
known form, or raises an `InputError` of one sentence. Points and centroids come back as read-only ``float64``
arrays, so that the rest of the package need not check them again. `arrays` checks these, `values` all others.
"""

from kmeans_viz.inputs.arrays import (
    LARGEST,
    Centroids,
    Labels,
    Locked,
    Points,
    as_centroids,
    as_points,
    is_dask,
    lock,
)
from kmeans_viz.inputs.values import InputError, as_choice, as_count, as_k, as_number, as_rng, warn_caller

__all__ = [
    "LARGEST",
    "Centroids",
    "InputError",
    "Labels",
    "Locked",
    "Points",
    "as_centroids",
    "as_choice",
    "as_count",
    "as_k",
    "as_number",
    "as_points",
    "as_rng",
    "is_dask",
    "lock",
    "warn_caller",
]
