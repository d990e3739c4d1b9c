"""The exercises: checks of a student's own code, with hints, and animations of it.

A ``check_…`` function takes a student's function, and returns a `Checked` with a tick, or with a hint what to look at
next. `watch` and `watch_gap` return a player that shows what the function does, bugs included. No hint contains the
solution. Read `assigning` first for an exercise, and `calls` for what they all share.
"""

from kmeans_viz.checks.assigning import check_assign
from kmeans_viz.checks.calls import Checked
from kmeans_viz.checks.gaps import check_gap, sum_of_squares
from kmeans_viz.checks.rules import check_suggest_k
from kmeans_viz.checks.seeds import check_k_means_plus_plus
from kmeans_viz.checks.updating import check_update
from kmeans_viz.checks.watching import Sentence, watch, watch_gap

__all__ = [
    "Checked",
    "Sentence",
    "check_assign",
    "check_gap",
    "check_k_means_plus_plus",
    "check_suggest_k",
    "check_update",
    "sum_of_squares",
    "watch",
    "watch_gap",
]
