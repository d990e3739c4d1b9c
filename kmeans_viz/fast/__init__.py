"""The same sums, sooner: what a pass over the points finds, in numpy blocks, in numba, in tiles and in threads.

To understand k-means you need not read this; read it to make a run faster. `kernels` comes first: the pass that all the
others must agree with.
"""

from kmeans_viz.fast import kernels

__all__ = ["kernels"]
