"""The exercises: tell right from wrong, say what to look at next, and animate a student's own code.

A student's function flows in; a `Checked` with a tick or a hint flows out, or a player that shows what the function
does, bugs and all. No hint holds the solution.
"""

from kmeans_viz.checks.calls import Checked
from kmeans_viz.checks.gaps import check_gap, sum_of_squares
from kmeans_viz.checks.seeds import check_k_means_plus_plus
from kmeans_viz.checks.steps import check_assign, check_update
from kmeans_viz.checks.watching import Sentence, watch, watch_gap

__all__ = [
    "Checked",
    "Sentence",
    "check_assign",
    "check_gap",
    "check_k_means_plus_plus",
    "check_update",
    "sum_of_squares",
    "watch",
    "watch_gap",
]
