"""The table of the exercises: which functions a student writes in each notebook, and what checks them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kmeans_viz.checks.assigning import check_assign
from kmeans_viz.checks.calls import Checked
from kmeans_viz.checks.gaps import check_gap
from kmeans_viz.checks.rules import check_suggest_k
from kmeans_viz.checks.seeds import check_k_means_plus_plus
from kmeans_viz.checks.updating import check_update

EXERCISES: Mapping[str, Mapping[str, Callable[[Any], Checked]]] = {
    "1-assign": {"assign": check_assign},
    "2-update": {"update": check_update},
    "3-k-means++": {"k_means_plus_plus": check_k_means_plus_plus},
    "4-gap": {"gap": check_gap, "suggest_k": check_suggest_k},
}
"""The name of a notebook → the functions in it → their checks."""
