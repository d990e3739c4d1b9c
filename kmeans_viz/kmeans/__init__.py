"""The algorithm in plain numpy, to be read in one sitting.

Read `algorithm` first: `assign`, `update` and the `State` of a run after one of them. `loop` takes the two in turn
until an assignment changes nothing; `seeding` says where the centroids start, `empties` what a centroid without points
does, `checked` looks after a user's own functions, and `medians` is k-medians in the place of k-means.
"""

from kmeans_viz.kmeans import seeding

__all__ = ["seeding"]
