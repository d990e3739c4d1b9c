"""The same sums, sooner: passes over the points in numpy blocks, in numba, in tiles and in threads.

To understand k-means you need not read this; read it to make a run faster. Start with `kernels`, which chooses how a
piece of work is done, and `passes`, the plain pass whose labels all the others must reproduce.
"""

from kmeans_viz.fast import kernels

__all__ = ["kernels"]
