"""The algorithm in plain numpy, to be read in one sitting.

Read `algorithm` first: `assign`, `update`, the `State` of a run after either, and `half_steps`, which takes the two in
turn until an assignment changes nothing. `seeding` says where the centroids start, `empties` what becomes of a cluster
without points; `checked` guards a user's own functions, and `medians` is k-medians, for comparison.
"""

from kmeans_viz.kmeans import seeding

__all__ = ["seeding"]
