# ruff: noqa: E501  a message is one line, here as on the screen
"""Everything that a caller may get wrong, with the whole message about it."""

# ruff: noqa: F401  the calls are text, and use all of these
import datetime
import re
import warnings
from math import inf, nan

import dask.array as da
import dask.bag
import numpy as np
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS, SAMPLES, image_bright_spots, image_pixels, read_points, read_sample
from kmeans_viz.export import WRITERS, read_note, save_choose_k, save_storyboard
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS

X = np.arange(20.0).reshape(10, 2)
D = da.from_array(X, chunks=(3, 1))
trace = kv.record(X, 2, seed=0)


def none(*arguments):
    """Return None, as a function without a return does."""


def too_many(X, k, rng):
    return X


def nans(X, k, rng):
    return np.full((k, 2), nan)


TABLES = {"ENDINGS": WRITERS, "STARTS": SEEDINGS, "EMPTIES": RULES, "BOARDS": GENERATORS, "SAMPLES": SAMPLES}
"""Words that stand for the names in a table, which may grow."""

CALLS = r"""
# Points
kv.record(None, 1)
    X is None, not an array of numbers; use an array of shape (n, d)
kv.record("points", 1)
    X is 'points', not an array of numbers; use an array of shape (n, d)
kv.record({"x": [1, 2]}, 1)
    X is {'x': [1, 2]}, not an array of numbers; use an array of shape (n, d)
kv.record(3, 1)
    X is the single number 3; use an array of shape (n, d), one row per point, for example [[0, 0], [1, 2]]
kv.record(True, 1)
    X is the single number 1; use an array of shape (n, d), one row per point, for example [[0, 0], [1, 2]]
kv.record(np.array(3.5), 1)
    X is the single number 3.5; use an array of shape (n, d), one row per point, for example [[0, 0], [1, 2]]
kv.record([1, 2, 3], 2)
    X has shape (3,), and points need two axes, one row per point; use np.reshape(X, (-1, 1)) for points on a line
kv.record(np.arange(5), 2)
    X has shape (5,), and points need two axes, one row per point; use X.reshape(-1, 1) for points on a line
kv.record(pd.Series([1.0, 2.0]), 1)
    X has shape (2,), and points need two axes, one row per point; use np.reshape(X, (-1, 1)) for points on a line
kv.record(np.zeros((2, 2, 2)), 1)
    X has shape (2, 2, 2), and points need two axes, one row per point; use an array of shape (n, d)
kv.record([], 1)
    X has shape (0,), so there is nothing to cluster; give at least one point
kv.record([[]], 1)
    X has shape (1, 0), so there is nothing to cluster; give at least one point
kv.record(np.empty((0, 2)), 1)
    X has shape (0, 2), so there is nothing to cluster; give at least one point
kv.record([[0, 0], [1]], 1)
    X is ragged: its rows differ in length; give every row the same number of coordinates
kv.record([[[1, 2], [3]], [4, 5]], 1)
    X is ragged: its rows differ in length; give every row the same number of coordinates
kv.record([[0, 0], [nan, 1]], 1)
    X holds nan in row 1, column 0 (1 such value in all); drop those points
kv.record(np.array([[0, inf], [-inf, 1]]), 1)
    X holds inf in row 0, column 1 (2 such values in all); drop those points, for example with X[np.isfinite(X).all(axis=1)]
kv.record([[0, 0], [0, -inf]], 1)
    X holds -inf in row 1, column 1 (1 such value in all); drop those points
kv.record(pd.DataFrame({"x": [1.0, None]}), 1)
    X holds nan in row 1, column 0 (1 such value in all); drop those points
kv.record(pd.DataFrame({"x": pd.array([1, None], dtype="Int64")}), 1)
    X holds nan in row 1, column 0 (1 such value in all); drop those points
kv.record([["1", "2"], ["3", "4"]], 1)
    X holds text such as '1'; turn it into numbers first, for example with np.asarray(X, dtype=float)
kv.record([["a", "b"], ["c", "d"]], 1)
    X holds 'a', which is not a number; keep the columns of numbers only
kv.record(np.array([[1, "a"], [2, 3]], dtype=object), 1)
    X holds 'a', which is not a number; keep the columns of numbers only
kv.record(np.array([[1, None], [2, 3]], dtype=object), 1)
    X holds nan in row 0, column 1 (1 such value in all); drop those points
kv.record(np.array([[1, {}], [2, 3]], dtype=object), 1)
    X holds {}, which is not a number; keep the columns of numbers only
kv.record(pd.DataFrame({"x": [1.0, 2.0], "name": ["a", "b"]}), 1)
    X holds 'a', which is not a number; keep the columns of numbers only
kv.record(X + 1j, 1)
    X holds complex numbers; use two real columns, for example np.c_[X.real, X.imag]
kv.record(np.ma.masked_less(X, 1), 1)
    X has 1 masked value; drop those points, for example with np.ma.compress_rows(X)
kv.record(np.ma.masked_less(X, 3), 1)
    X has 3 masked values; drop those points, for example with np.ma.compress_rows(X)
kv.record(np.array([["2020-01-01", "2020-01-02"]], dtype="datetime64[D]"), 1)
    X holds dates or times, which are not numbers; turn them into days, for example with (X - X.min()) / np.timedelta64(1, 'D')
kv.record(np.array([[1, 2]], dtype="timedelta64[s]"), 1)
    X holds dates or times, which are not numbers; turn them into days, for example with (X - X.min()) / np.timedelta64(1, 'D')
kv.record([[datetime.date(2020, 1, 1), 1]], 1)
    X holds datetime.date(2020, 1, 1), which is not a number; keep the columns of numbers only
kv.record(np.array([(1, 2)], dtype=[("x", float), ("y", float)]), 1)
    X holds (1.0, 2.0), which is not a number; keep the columns of numbers only
kv.record([[1e308, 0], [0, 0]], 1)
    X holds 1e+308, and squared distances of numbers beyond 1e+140 overflow; divide it by a large number first
kv.record([[-1e150, 0], [0, 0]], 1)
    X holds -1e+150, and squared distances of numbers beyond 1e+140 overflow; divide it by a large number first
kv.record([[10**400, 0], [0, 0]], 1)
    X holds a whole number too large for a float; use numbers below 1e+140

# Points on a cluster
kv.record(da.zeros(5), 2)
    X has shape (5,), and points need two axes, one row per point; use X.reshape(-1, 1) for points on a line
kv.record(da.zeros((2, 2, 2)), 2)
    X has shape (2, 2, 2), and points need two axes, one row per point; use an array of shape (n, d)
kv.record(da.zeros((0, 2)), 1)
    X has shape (0, 2), so there is nothing to cluster; give at least one point
kv.record(da.zeros((2, 0)), 1)
    X has shape (2, 0), so there is nothing to cluster; give at least one point
kv.record(dask.bag.from_sequence([1]), 1)
    X is Bag of Dask, not an array of numbers; use a Dask array of shape (n, d)
kv.record(D + 1j, 1)
    X holds complex128 values, not real numbers; keep the columns of numbers only, or turn them into such with X.astype(float)
kv.record(da.ma.masked_less(D, 1), 1)
    X is masked; drop the masked points, for example with da.ma.filled(X, np.nan)
kv.record(da.where(D > 16, nan, D), 1)
    X holds nan in row 8, column 1 (3 such values in all); drop those points, for example with X[da.isfinite(X).all(axis=1)]
kv.record(D * 1e200, 1)
    X holds 1.9e+201, and squared distances of numbers beyond 1e+140 overflow; divide it by a large number first
kv.record(D)
    k is missing: say how many clusters, for example k=3, or pass their (k, d) centroids as init
kv.record(D, 11)
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.record(da.zeros((60_000, 1)), 55_000)
    k=55000 is more than the 50000 points that are kept of a Dask array; use 1 <= k <= 50000
kv.record(D, 2, init="kmeans++")
    init='kmeans++' is unknown; did you mean 'k-means++'? use one of: STARTS
kv.record(D, 2, init=[[0, 0], [1, 1], [2, 2]])
    k=2, but init has 3 centroids; leave k out or make them agree
kv.record(D, 2, seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.record(D, 2, max_iter=0)
    max_iter=0 is out of range; use max_iter >= 1
kv.record(D, 2, on_empty="stay")
    on_empty='stay' is unknown; use one of: EMPTIES
kv.lloyd(D, 2, stepper=kv.MEDIANS)
    stepper has a function of your own, which needs all points in one place, and those of a Dask array are not; use kv.LLOYD, or part of the points: X[:10000].compute()
kv.record(D, 2, stepper="mine")
    stepper='mine' is not a Stepper; use kv.Stepper(assign=..., update=...)
kv.best_of(D, 2)
    X is a Dask Array, which only kv.lloyd, kv.record and kv.compare_k take; use as many points of it as memory holds, for example X[:10000].compute()
kv.elbow(D)
    X is a Dask Array, which only kv.lloyd, kv.record and kv.compare_k take; use as many points of it as memory holds, for example X[:10000].compute()
kv.record(X, 2, init=D[:2])
    init is a Dask Array, which only kv.lloyd, kv.record and kv.compare_k take; use as many points of it as memory holds, for example init[:10000].compute()

# How many clusters
kv.record(X)
    k is missing: say how many clusters, for example k=3, or pass their (k, d) centroids as init
kv.record(X, 0)
    k=0 is out of range; use k >= 1
kv.record(X, -1)
    k=-1 is out of range; use k >= 1
kv.record(X, 11)
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.record(X, 1e30)
    k=1e+30 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.record(X, 2.5)
    k=2.5 is not a whole number; use k >= 1
kv.record(X, np.float64(2.5))
    k=2.5 is not a whole number; use k >= 1
kv.record(X, nan)
    k=nan is not a whole number; use k >= 1
kv.record(X, inf)
    k=inf is not a whole number; use k >= 1
kv.record(X, True)
    k=True is not a whole number; use k >= 1
kv.record(X, np.True_)
    k=True is not a whole number; use k >= 1
kv.record(X, "3")
    k='3' is not a whole number; use k >= 1
kv.record(X, [3])
    k=[3] is not a whole number; use k >= 1
kv.lloyd(X, 0)
    k=0 is out of range; use k >= 1
kv.lloyd("X", 2)
    X is 'X', not an array of numbers; use an array of shape (n, d)
kv.record([[0, 0], [0, 0], [1, 1]], 3, seed=0, on_empty="error")
    cluster 3 of 3 has no points; use fewer clusters, another start, or on_empty="keep" or "farthest"

# The start
kv.record(X, 2, init="kmeans++")
    init='kmeans++' is unknown; did you mean 'k-means++'? use one of: STARTS
kv.record(X, 2, init="k-means")
    init='k-means' is unknown; did you mean 'k-means++'? use one of: STARTS
kv.record(X, 2, init="xyzzy")
    init='xyzzy' is unknown; use one of: STARTS
kv.record(X, 2, init="")
    init='' is unknown; use one of: STARTS
kv.record(X, 2, init=None)
    init is None, not an array of numbers; use an array of shape (k, 2)
kv.record(X, 2, init=3)
    init is the single number 3; pass the centroids themselves, an array of shape (k, 2)
kv.record(X, 2, init=[0, 1])
    init has shape (2,); expected (k, 2): one row per centroid, as wide as the points
kv.record(X, 2, init=[[0, 0, 0], [1, 1, 1]])
    init has shape (2, 3); expected (k, 2): one row per centroid, as wide as the points
kv.record(X, 2, init=np.zeros((2, 2, 2)))
    init has shape (2, 2, 2); expected (k, 2): one row per centroid, as wide as the points
kv.record(X, init=[])
    init has shape (0,); expected (k, 2): one row per centroid, as wide as the points
kv.record(X, init=[[0, 0], [1]])
    init is ragged: its rows differ in length; give every row the same number of coordinates
kv.record(X, init=[[0, 0], [nan, 1]])
    init holds nan in row 1, column 0 (1 such value in all); use finite numbers
kv.record(X, init=[[0, 0], [1e300, 1]])
    init holds 1e+300, and squared distances of numbers beyond 1e+140 overflow; divide it by a large number first
kv.record(X, init=np.zeros((11, 2)))
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.record(X, 3, init=[[0, 0], [1, 1]])
    k=3, but init has 2 centroids; leave k out or make them agree
kv.record(X, "2", init=[[0, 0], [1, 1]])
    k='2' is not a whole number; use k >= 1
kv.record(X, 2, init=none)
    what none(X, k, rng) returned is None, not an array of numbers; use an array of shape (2, 2)
kv.record(X, 2, init=too_many)
    what too_many(X, k, rng) returned has shape (10, 2); expected (2, 2): one row per centroid, as wide as the points
kv.record(X, 2, init=nans)
    what nans(X, k, rng) returned holds nan in row 0, column 0 (4 such values in all); use finite numbers
kv.record(X, 2, init=lambda X, k, rng: "abc")
    what <lambda>(X, k, rng) returned is 'abc', not an array of numbers; use an array of shape (2, 2)
kv.record(X, 2, init=lambda X, k, rng: X[:1])
    what <lambda>(X, k, rng) returned has shape (1, 2); expected (2, 2): one row per centroid, as wide as the points
kv.record(X, 2, seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.record(X, 2, seed="abc")
    seed='abc' is not a whole number; use seed >= 0
kv.record(X, 2, seed=1.5)
    seed=1.5 is not a whole number; use seed >= 0
kv.record(X, 2, seed=True)
    seed=True is not a whole number; use seed >= 0

# The run
kv.record(X, 2, max_iter=0)
    max_iter=0 is out of range; use max_iter >= 1
kv.record(X, 2, max_iter=1.5)
    max_iter=1.5 is not a whole number; use max_iter >= 1
kv.record(X, 2, keep="some")
    keep='some' is unknown; use one of: all, centroids
kv.record(X, 2, keep=0)
    keep=0 is out of range; use keep >= 1
kv.record(X, 2, max_iter=None)
    max_iter=None is not a whole number; use max_iter >= 1
kv.record(X, 2, on_empty="stay")
    on_empty='stay' is unknown; use one of: EMPTIES
kv.record(X, 2, on_empty="drops")
    on_empty='drops' is unknown; did you mean 'drop'? use one of: EMPTIES
kv.record(X, 2, on_empty=None)
    on_empty=None is unknown; use one of: EMPTIES
kv.record(X, 2, stepper=None)
    stepper=None is not a Stepper; use kv.Stepper(assign=..., update=...)
kv.record(X, 2, stepper="LLOYD")
    stepper='LLOYD' is not a Stepper; use kv.Stepper(assign=..., update=...)
kv.record(X, 2, stepper=kv.Stepper)
    stepper=<class 'kmeans_viz.kmeans.algorithm.Stepper'> is not a Stepper; use kv.Stepper(assign=..., update=...)
kv.record(X, 2, stepper=kv.Stepper(assign=none))
    none returned None; does it end with a return?
kv.record(X, 2, stepper=kv.Stepper(update=none))
    none returned None; does it end with a return?
kv.record(X, 2, stepper=kv.Stepper(assign=None))
    your assign raised TypeError: 'NoneType' object is not callable
kv.record(X, 2, stepper=kv.Stepper(assign=lambda X, centroids: np.zeros(5)))
    <lambda> returned shape (5,); expected (10,): one label per point
kv.record(X, 2, stepper=kv.Stepper(assign=lambda X, centroids: np.full(10, 2)))
    <lambda> returned the label 2; expected whole numbers from 0 to 1, as k=2
kv.record(X, 2, stepper=kv.Stepper(assign=lambda X, centroids: np.full(10, 0.5)))
    <lambda> returned float64 values such as 0.5; expected whole numbers from 0 to 1
kv.record(X, 2, stepper=kv.Stepper(assign=lambda X: X))
    <lambda> raised TypeError: <lambda>() takes 1 positional argument but 2 were given
kv.record(X, 2, stepper=kv.Stepper(update=lambda X, labels, centroids: centroids[:1]))
    <lambda> returned shape (1, 2); expected (2, 2): one row per centroid
kv.record(X, 2, stepper=kv.Stepper(update=lambda X, labels, centroids: centroids * nan))
    <lambda> returned nan for centroid 0; expected finite numbers
kv.best_of(X, None)
    k is missing: say how many clusters, for example k=3, or pass their (k, d) centroids as init
kv.best_of(X, 11)
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.best_of(X, 2, n_runs=0)
    n_runs=0 is out of range; use 1 <= n_runs <= 1000000
kv.best_of(X, 2, n_runs=2.5)
    n_runs=2.5 is not a whole number; use 1 <= n_runs <= 1000000
kv.best_of(X, 2, init=[[0, 0], [1, 1]])
    init is an array, so every run would be the same; name a method such as 'k-means++', or use record
kv.best_of(X, 2, init="lucky")
    init='lucky' is unknown; use one of: STARTS
kv.best_of(X, 2, seed=-1)
    seed=-1 is out of range; use seed >= 0

# Choosing K
kv.elbow(X, 1)
    k_max=1 is out of range; use 2 <= k_max <= 100
kv.elbow(X, 101)
    k_max=101 is out of range; use 2 <= k_max <= 100
kv.elbow(X, 2.5)
    k_max=2.5 is not a whole number; use 2 <= k_max <= 100
kv.elbow(None, 3)
    X is None, not an array of numbers; use an array of shape (n, d)
kv.elbow(X, 3, n_starts=0)
    n_starts=0 is out of range; use 1 <= n_starts <= 10000
kv.elbow(X, 3, seed="abc")
    seed='abc' is not a whole number; use seed >= 0
kv.elbow(np.ones((5, 2)), 2)
    X has all its points in one place, so there is no K to choose; give at least two places
kv.gap_statistic(X[:1], 2)
    X has all its points in one place, so there is no K to choose; give at least two places
kv.gap_statistic(X, 3, 1)
    n_refs=1 is out of range; use 2 <= n_refs <= 1000
kv.gap_statistic(X, 3, seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.gap_statistic(X, 3, reference="boxx")
    reference='boxx' is unknown; did you mean 'box'? use one of: pca, box
kv.pham_fk([1, 2, 3], 2)
    X has shape (3,), and points need two axes, one row per point; use np.reshape(X, (-1, 1)) for points on a line
kv.silhouette(X, "3")
    k_max='3' is not a whole number; use 2 <= k_max <= 100
kv.compare_k([[0, 0], [nan, 1]], 2)
    X holds nan in row 1, column 0 (1 such value in all); drop those points
kv.choose_k(X, 3, size=(3000, 300))
    size=3000x300 is too wide for five pictures and words; use a width from 1/2 to 5/2 of the height, for example 1280x720
kv.choose_k(X, 3, size=(200, 500))
    size=200x500 is too narrow for five pictures and words; use a width from 1/2 to 5/2 of the height, for example 1280x720
kv.choose_k(X, 3, size="big")
    size='big' is not a whole number; use 100 <= size <= 4096
kv.choose_k(X, 3, look="dark")
    look='dark' is not a Look; use for example kv.Look(style='dark')
kv.choose_k(X, 3, columns=("height",))
    columns=('height',) names 1 coordinate, and the points have 2; name each of them, or none
kv.choose_k(X, 3, columns=3)
    columns=3 is not a list of names; use for example columns=('lon', 'lat')
save_choose_k(kv.Recipe(), "out.gif")
    the ending '.gif' is unknown; did you mean '.tif'? use one of: .pdf, .svg, .png, .jpg, .jpeg, .tiff, .tif
save_choose_k(X, "out.png")
    ndarray is no board to choose K for; pass a Recipe, or draw it with choose_k

# Generated boards
kv.data.uniform(-1)
    n=-1 is out of range; use 1 <= n <= 100000000
kv.data.uniform(0)
    n=0 is out of range; use 1 <= n <= 100000000
kv.data.uniform(2.5)
    n=2.5 is not a whole number; use 1 <= n <= 100000000
kv.data.uniform("many")
    n='many' is not a whole number; use 1 <= n <= 100000000
kv.data.uniform(10, seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.data.uniform(10, seed="abc")
    seed='abc' is not a whole number; use seed >= 0
kv.data.gaussian(10, 0)
    k=0 is out of range; use 1 <= k <= 1000
kv.data.gaussian(10, 2000)
    k=2000 is out of range; use 1 <= k <= 1000
kv.data.gaussian(10, 2, spread=3)
    spread=3 is not a pair; use (smallest, largest) standard deviation
kv.data.gaussian(10, 2, spread=(1,))
    spread=(1,) is not a pair; use (smallest, largest) standard deviation
kv.data.gaussian(10, 2, spread=(0.5, 0.1))
    spread[1]=0.1 is out of range; use 0.5 <= spread[1] <= 10
kv.data.gaussian(10, 2, spread=("a", "b"))
    spread[0]='a' is not a number; use 0 <= spread[0] <= 10
kv.data.gaussian(10, 2, spread=(0, nan))
    spread[1]=nan is out of range; use 0 <= spread[1] <= 10
kv.data.peaked(10, 2.5)
    k=2.5 is not a whole number; use 1 <= k <= 1000
kv.data.moons(0)
    n=0 is out of range; use 1 <= n <= 100000000
kv.data.rings(10, True)
    k=True is not a whole number; use 1 <= k <= 1000
kv.data.anisotropic(-3)
    n=-3 is out of range; use 1 <= n <= 100000000
kv.data.unequal(None)
    n=None is not a whole number; use 1 <= n <= 100000000
kv.data.grid(-3)
    n=-3 is out of range; use 1 <= n <= 100000000
kv.data.generate("gausian", 10, 2, 0)
    data='gausian' is unknown; did you mean 'gaussian'? use one of: BOARDS
read_sample("faithful")
    sample='faithful' is unknown; did you mean 'old-faithful'? use one of: old-faithful, iris, mountain-hike, lake-hike

# Files
read_points(None)
    path=None is not the path of a file; use a string or a pathlib.Path
read_points("missing.csv")
    'FOLDER/missing.csv' does not exist or is not a file; check the spelling and the folder
read_points("album")
    album is a folder without .parquet, .csv, .tsv, .xlsx, .json, .jsonl, .geojson, .gpx, .plt files; give the path of one file, or of a folder of such
read_points("prose.csv")
    prose.csv has no column of numbers; give a table with one row per point, its fields separated by commas, semicolons, tabs, | or spaces
read_points("binary.csv")
    binary.csv is not text in UTF-8 or Windows-1252; save it as UTF-8, or name its encoding, for example --encoding shift_jis, in Python encoding='shift_jis'
read_points("picture.csv")
    picture.csv is not a text file (it holds NUL bytes); export the table as CSV, or name its encoding, for example encoding='utf-16-le'
read_points("empty.csv")
    empty.csv is empty; give a table with at least one row of numbers
read_points("header.csv")
    header.csv has a header and no rows; give a table with at least one row of numbers
read_points("gaps.csv")
    gaps.csv: none of its 2 rows is complete (line 2: 'b' is empty; line 3: 'a' is empty); fill the gaps, or choose other columns with columns=
read_points("cut.gpx")
    cut.gpx is not a whole GPX file (no element found: line 1, column 55); export or download it again
read_points("prose.gpx")
    prose.gpx is not a whole GPX file (syntax error: line 1, column 0); export or download it again
read_points("table.ods")
    table.ods: the ending '.ods' is unknown; use one of: .csv .tsv .tab .txt .dat .data .xlsx .xlsm .json .jsonl .ndjson .geojson .parquet .gpx .plt .npy .npz .png .jpg .jpeg .jfif .gif .bmp .tif .tiff .webp .ppm, for example by exporting the table as CSV
read_points("table.csv", columns="hieght,weight")
    table.csv: column='hieght' is unknown; did you mean 'height'? use one of: height, weight
read_points("table.csv", columns=["height", 7])
    table.csv: column=7 is out of range; use 0 to 1
read_points("table.csv", columns=[])
    table.csv: columns=[] names no column; use None or some of: height, weight
read_points("table.csv", columns=[2.5])
    table.csv: column=2.5 is neither a name nor a whole number; use some of: height, weight
read_points("table.csv", encoding="utf-99")
    encoding='utf-99' is unknown; use a name that Python knows, for example 'utf-8' or 'cp1252'
image_pixels("table.csv")
    table.csv is not a picture that can be read; use one of: PNG, JPEG, GIF, BMP, TIFF, WEBP, PPM
image_pixels("missing.png")
    'FOLDER/missing.png' does not exist or is not a file; check the spelling and the folder
image_pixels("table.csv", max_side=0)
    max_side=0 is out of range; use max_side >= 1
image_bright_spots("cut.gif")
    cut.gif is not a picture that can be read; use one of: PNG, JPEG, GIF, BMP, TIFF, WEBP, PPM
read_note("missing.gif")
    missing.gif does not exist; name a file that kmeans-viz made
read_note("album")
    album is a folder without frames; name a file or folder that kmeans-viz made
read_note("cut.gif")
    cut.gif holds no recipe; name a file that kmeans-viz made, as it made it
read_note("table.csv")
    table.csv holds no recipe; name a file that kmeans-viz made, as it made it
read_note("cut.json")
    the recipe in cut.json is damaged (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)); use the file as kmeans-viz made it
read_note("list.json")
    the recipe is the JSON value '[1]'; use an object such as {"k": 3}

# Exports
kv.save(trace, "out")
    'out' has no ending to tell the format by; use one of: ENDINGS
kv.save(trace, "out.gfi")
    the ending '.gfi' is unknown; did you mean '.gif'? use one of: ENDINGS
kv.save(trace, "out.avi")
    the ending '.avi' is unknown; did you mean '.avif'? use one of: ENDINGS
kv.save(trace, "album")
    album is a folder; name a file in it, or end with a slash for a folder of frames: album/
kv.save(trace, "album/")
    FOLDER/album holds other files, such as notes.txt; choose a new or empty folder
kv.save(trace, "table.csv/")
    FOLDER/table.csv is a file, and the frames need a folder; choose another name
kv.save(trace, "table.csv/out.gif")
    FOLDER/table.csv is a file, not a folder; choose another place
kv.save(trace, "nowhere/out.gif")
    the folder FOLDER/nowhere does not exist; create it first, for example with mkdir -p FOLDER/nowhere
kv.save(trace, ".gif")
    '.gif' has no ending to tell the format by; use one of: ENDINGS
kv.save(X, "out.gif")
    ndarray cannot be exported; pass a Trace, as record() returns, or a Recipe
kv.save(None, "out.gif")
    NoneType cannot be exported; pass a Trace, as record() returns, or a Recipe
kv.save("unlucky-start", "out.gif")
    str cannot be exported; pass a Trace, as record() returns, or a Recipe
kv.save(trace, "out.gif", siez=640)
    the option 'siez' is unknown; did you mean 'size'? use one of: size, style, voronoi, trails, curve, caption, step_ms, hold_start_ms, hold_end_ms, tween, loop, seeding, lang
kv.save(trace, "out.gif", fps=10)
    the option 'fps' is unknown; use one of: size, style, voronoi, trails, curve, caption, step_ms, hold_start_ms, hold_end_ms, tween, loop, seeding, lang
kv.save(trace, "out.gif", size=(640,))
    size=(640,) is not a size; use one number of pixels, or (width, height)
kv.save(trace, "out.gif", size=(640, 480, 3))
    size=(640, 480, 3) is not a size; use one number of pixels, or (width, height)
kv.save(trace, "out.gif", size=(640, "a"))
    height='a' is not a whole number; use 100 <= height <= 4096
kv.save(trace, "out.gif", size=0)
    size=0 is out of range; use 100 <= size <= 4096
kv.save(trace, "out.gif", size=5000)
    size=5000 is out of range; use 100 <= size <= 4096
kv.save(trace, "out.gif", size="big")
    size='big' is not a whole number; use 100 <= size <= 4096
kv.save(trace, "out.gif", size=None)
    size=None is not a whole number; use 100 <= size <= 4096
kv.save(trace, "out.gif", step_ms=0)
    step_ms=0 is out of range; use 20 <= step_ms <= 600000
kv.save(trace, "out.gif", step_ms=1e30)
    step_ms=1e+30 is out of range; use 20 <= step_ms <= 600000
kv.save(trace, "out.gif", step_ms="slow")
    step_ms='slow' is not a whole number; use 20 <= step_ms <= 600000
kv.save(trace, "out.gif", hold_start_ms=0)
    hold_start_ms=0 is out of range; use 20 <= hold_start_ms <= 600000
kv.save(trace, "out.gif", hold_end_ms=-1)
    hold_end_ms=-1 is out of range; use 0 <= hold_end_ms <= 600000
kv.save(trace, "out.gif", tween=-1)
    tween=-1 is out of range; use 0 <= tween <= 100
kv.save(trace, "out.gif", tween=1.5)
    tween=1.5 is not a whole number; use 0 <= tween <= 100
kv.save(trace, "out.gif", tween=101)
    tween=101 is out of range; use 0 <= tween <= 100
kv.save(trace, "out.gif", style="drak")
    style='drak' is unknown; did you mean 'dark'? use one of: light, dark, print
kv.save(trace, "out.gif", style=None)
    style=None is unknown; use one of: light, dark, print
kv.save(trace, "out.gif", loop="yes")
    loop='yes' is not a switch; use True or False
kv.save(trace, "out.gif", voronoi=None)
    voronoi=None is not a switch; use True or False
kv.save(trace, "out.mp4", size=301)
    size=301x301 is odd, and video needs even numbers; use 302x302
kv.save(trace, "out.mp4", size=(300, 201))
    size=300x201 is odd, and video needs even numbers; use 300x202
kv.save(kv.Recipe(n=2, k=3), "out.gif")
    k=3 clusters need at least that many points, and there are 2; use 1 <= k <= 2
save_storyboard(trace, "out.gif")
    the ending '.gif' is unknown; did you mean '.tif'? use one of: .pdf, .svg, .png, .jpg, .jpeg, .tiff, .tif
save_storyboard(trace, "out.pdf", panels=1)
    panels=1 is out of range; use panels >= 2
save_storyboard(X, "out.pdf")
    ndarray cannot be exported; pass a Trace, as record() returns, or a Recipe
kv.plot(trace, tween=3)
    tween=3 makes no difference to a plot, which is one picture that stands still, of the size of its Axes; leave it out
kv.plot(trace, labels=("x", ""))
    labels=('x', '') are not two labels; use for example labels=('longitude', 'latitude')
kv.plot(trace, 100)
    step=100 is out of range; use -8 <= step <= 7
kv.plot(trace, -100)
    step=-100 is out of range; use -8 <= step <= 7
kv.plot(X)
    ndarray cannot be drawn; pass a Trace, as record() returns
kv.plot(trace[0])
    State cannot be drawn; pass a Trace, as record() returns
kv.storyboard(trace, panels=1)
    panels=1 is out of range; use panels >= 2
kv.storyboard(trace, panels=2.5)
    panels=2.5 is not a whole number; use panels >= 2
kv.storyboard(None)
    NoneType cannot be drawn; pass a Trace, as record() returns
kv.animate(X)
    ndarray cannot be animated; pass a Trace, as record() returns, or a Recipe
kv.animate(trace, size=3)
    size=3 is out of range; use 100 <= size <= 4096

# Recipes and looks
kv.Look(size=0)
    size=0 is out of range; use 100 <= size <= 4096
kv.Look(style="Dark")
    style='Dark' is unknown; did you mean 'dark'? use one of: light, dark, print
kv.Look(caption=0)
    caption=0 is not a switch; use True or False
kv.Recipe(data="gausian")
    data='gausian' is unknown; did you mean 'gaussian'? use one of: BOARDS, SAMPLES
kv.Recipe(data=None)
    data=None is unknown; use one of: BOARDS, SAMPLES
kv.Recipe(n=0)
    n=0 is out of range; use 1 <= n <= 100000000
kv.Recipe(blobs=True)
    blobs=True is not a whole number; use 1 <= blobs <= 1000
kv.Recipe(seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.Recipe(seed=None)
    seed=None is not a whole number; use seed >= 0
kv.Recipe(k=0)
    k=0 is out of range; use k >= 1
kv.Recipe(k="3")
    k='3' is not a whole number; use k >= 1
kv.Recipe(n=3, k=4).run()
    k=4 clusters need at least that many points, and there are 3; use 1 <= k <= 3
kv.Recipe(init="lucky")
    init='lucky' is unknown; use one of: STARTS
kv.Recipe(init=None)
    init is None, not an array of numbers; use an array of shape (k, d)
kv.Recipe(init=3)
    init is the single number 3; pass the centroids themselves, an array of shape (k, d)
kv.Recipe(init=[[1, 2], [3]])
    init is ragged: its rows differ in length; give every row the same number of coordinates
kv.Recipe(init={"a": 1})
    init is {'a': 1}, not an array of numbers; use an array of shape (k, d)
kv.Recipe(init=[[1, 2, 3]]).run()
    init has shape (1, 3); expected (k, 2): one row per centroid, as wide as the points
kv.Recipe(init=kv.seeding.random_points)
    init is a function, which a recipe cannot hold; name a method, or pass the centroids it gives
kv.Recipe(init_seed=-1)
    init_seed=-1 is out of range; use init_seed >= 0
kv.Recipe(max_iter=0)
    max_iter=0 is out of range; use max_iter >= 1
kv.Recipe(on_empty="stay")
    on_empty='stay' is unknown; use one of: EMPTIES
kv.Recipe(csv="missing.csv").run()
    'FOLDER/missing.csv' does not exist or is not a file; check the spelling and the folder
kv.Recipe(csv=3)
    csv=3 is not a path; use the name of a file
kv.Recipe(csv="table.csv", columns=("height", "wieght")).run()
    table.csv: column='wieght' is unknown; did you mean 'weight'? use one of: height, weight
kv.Recipe(csv="table.csv", columns=3)
    columns=3 is not a list of names; use for example columns=('lon', 'lat')
kv.Recipe(csv="table.csv", coordinates=[[1, 2]])
    csv and coordinates are both given, and a board comes from one place; leave one of them out
kv.Recipe(coordinates=[[1, 2], [3]])
    coordinates is ragged: its rows differ in length; give every row the same number of coordinates
kv.Recipe(coordinates=[])
    coordinates has shape (0,), so there is nothing to cluster; give at least one point
kv.Recipe(size="640x480")
    size='640x480' is not a whole number; use 100 <= size <= 4096
kv.Recipe.from_json("{")
    the recipe is not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)); use what Recipe.to_json() gives
kv.Recipe.from_json("[1]")
    the recipe is the JSON value '[1]'; use an object such as {"k": 3}
kv.Recipe.from_json('{"kk": 3}')
    the recipe's entry 'kk' is unknown; did you mean 'k'? use one of: size, style, voronoi, trails, curve, caption, step_ms, hold_start_ms, hold_end_ms, tween, loop, seeding, lang, data, n, blobs, seed, csv, parquet, columns, without, header, encoding, part, spots and 11 more
kv.Recipe.from_json('{"n": 1e400}')
    n=inf is not a whole number; use 1 <= n <= 100000000
kv.Recipe.from_json('{"init": null}')
    init is None, not an array of numbers; use an array of shape (k, d)

# The exercises
kv.checks.watch("points", 2)
    X is 'points', not an array of numbers; use an array of shape (n, d)
kv.checks.watch(X, 11)
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.checks.watch(X, 2, seed=-1)
    seed=-1 is out of range; use seed >= 0
kv.checks.watch(X, 2, init="k-means+")
    init='k-means+' is unknown; did you mean 'k-means++'? use one of: STARTS
kv.checks.watch(X, 2, init=[[1, 2, 3]])
    init has shape (1, 3); expected (k, 2): one row per centroid, as wide as the points
kv.checks.watch_gap(X, none, none, k_max=11)
    k_max=11 is out of range; use 1 <= k_max <= 10
kv.checks.watch_gap(X, none, none, n_refs=0)
    n_refs=0 is out of range; use n_refs >= 1
kv.checks.sum_of_squares(X, "3")
    k='3' is not a whole number; use k >= 1

# The blog post's functions
kv.classic.init_board(0)
    n=0 is out of range; use 1 <= n <= 100000000
kv.classic.init_board_gauss(10, 0)
    k=0 is out of range; use 1 <= k <= 1000
kv.classic.find_centers(3, 2)
    X=3 is a number; pass the points themselves, for example X = init_board(200)
kv.classic.find_centers(X, 0)
    k=0 is out of range; use k >= 1
kv.classic.find_centers(X, 11)
    k=11 clusters need at least that many points, and there are 10; use 1 <= k <= 10
kv.classic.find_centers(X, "2")
    k='2' is not a whole number; use k >= 1
kv.classic.cluster_points(X, 3)
    mu=3 is a number, and cluster_points needs the 3 centres themselves; use find_centers(X, 3), or mu = random.sample(list(X), 3)
kv.classic.cluster_points(X, 2.5)
    mu is the single number 2.5; pass the centroids themselves, an array of shape (k, 2)
kv.classic.cluster_points(X, [[1, 2, 3]])
    mu has shape (1, 3); expected (k, 2): one row per centroid, as wide as the points
kv.classic.reevaluate_centers(X[:2], 3)
    clusters is not a dict with keys from 0 to 1; pass what cluster_points(X, mu) returned
kv.classic.reevaluate_centers(X[:2], {0: [], 1: []})
    clusters holds no points at all; pass what cluster_points(X, mu) returned
kv.classic.reevaluate_centers(X[:2], {0: [X[0]], 5: []})
    clusters is not a dict with keys from 0 to 1; pass what cluster_points(X, mu) returned
# values that only came to grief inside
kv.data.uniform(1e30)
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.data.uniform(10**12)
    n=1000000000000 is out of range; use 1 <= n <= 100000000
kv.data.gaussian(1e30)
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.data.rings(1e30)
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.data.grid(1e30)
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.Recipe(n=1e30).points()
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.classic.init_board(1e30)
    n=1e+30 is out of range; use 1 <= n <= 100000000
kv.best_of(X, 2, n_runs=10**30)
    n_runs=1000000000000000000000000000000 is out of range; use 1 <= n_runs <= 1000000
kv.record(X, 2, init=lambda X: X[:2])
    <lambda> raised TypeError: <lambda>() takes 1 positional argument but 3 were given; it is called as <lambda>(X, k, rng) and returns 2 centroids
kv.record(X, 2, init=lambda X, k, rng: 1 / 0)
    <lambda> raised ZeroDivisionError: division by zero; it is called as <lambda>(X, k, rng) and returns 2 centroids
kv.record(X, 2, init=np.mean)
    mean raised AxisError: axis 2 is out of bounds for array of dimension 2; it is called as mean(X, k, rng) and returns 2 centroids
kv.plot(trace, "a")
    step='a' is not a whole number; use -8 <= step <= 7
kv.plot(trace, 1.5)
    step=1.5 is not a whole number; use -8 <= step <= 7
kv.plot(trace, None)
    step=None is not a whole number; use -8 <= step <= 7
kv.plot(trace, look="dark")
    look='dark' is not a Look; use for example kv.Look(style='dark')
kv.storyboard(trace, look=3)
    look=3 is not a Look; use for example kv.Look(style='dark')
kv.plot(trace, stile="dark")
    the option 'stile' is unknown; did you mean 'style'? use one of: size, style, voronoi, trails, curve, caption, step_ms, hold_start_ms, hold_end_ms, tween, loop, seeding, lang
kv.storyboard(trace, style="drak")
    style='drak' is unknown; did you mean 'dark'? use one of: light, dark, print
save_storyboard(trace, "out.pdf", look="dark")
    look='dark' is not a Look; use for example kv.Look(style='dark')
kv.animate(trace, siez=640)
    the option 'siez' is unknown; did you mean 'size'? use one of: size, style, voronoi, trails, curve, caption, step_ms, hold_start_ms, hold_end_ms, tween, loop, seeding, lang
kv.Recipe(parquet="trips", csv="trips.csv")
    csv and parquet are both given, and a board comes from one place; leave one of them out
kv.Recipe(parquet="trips", coordinates=[[0, 0]])
    parquet and coordinates are both given, and a board comes from one place; leave one of them out
kv.Recipe(parquet=3)
    parquet=3 is not a path; use the name of a file
kv.Recipe(parquet="tables", k=4).run()
    k=4 clusters need at least that many points, and there are 3; use 1 <= k <= 3
kv.Recipe.from_json(None)
    text=None is not text; use what Recipe.to_json() gives
kv.classic.reevaluate_centers(X[:2], {0: 3})
    clusters holds something other than lists of points; pass what cluster_points(X, mu) returned
kv.classic.has_converged("a", "b")
    mu is 'a', not an array of numbers; use an array of shape (k, d)
"""
"""A call, and below it the message that it raises; FOLDER stands for the folder of the test, ENDINGS for those of `WRITERS`."""


def _answered():
    lines = [line for line in CALLS.splitlines() if line.strip() and not line.startswith("#")]
    return [pytest.param(call, answer.strip(), id=call) for call, answer in zip(lines[::2], lines[1::2], strict=True)]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make_files(tmp_path)
    return tmp_path.resolve()


def make_files(folder):
    (folder / "prose.csv").write_text("It was a dark night.\nThe rain fell in torrents, except at\nintervals.\n")
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 10)
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "empty.csv").write_text("")
    (folder / "header.csv").write_text("a,b\n")
    (folder / "gaps.csv").write_text("a,b\n1,\n,2\n")
    (folder / "tables").mkdir()
    (folder / "tables" / "a.csv").write_text("height,weight\n1,2\n3,4\n5,6\n")
    (folder / "table.csv").write_text("height,weight\n1,2\n3,4\n5,6\n")
    (folder / "table.ods").write_text("height,weight\n1,2\n")
    (folder / "cut.gpx").write_text('<gpx version="1.1"><trk><trkseg><trkpt lat="1" lon="2">')
    (folder / "prose.gpx").write_text("We walked around the lake.")
    (folder / "cut.gif").write_bytes(b"GIF89a")
    (folder / "cut.json").write_text("{")
    (folder / "list.json").write_text("[1]")
    (folder / "album").mkdir()
    (folder / "album" / "notes.txt").write_text("mine")


@pytest.mark.parametrize(("call", "answer"), _answered())
def test_a_bad_call_is_answered_in_one_line_that_says_what_to_do(call, answer, folder):
    before = sorted(folder.rglob("*"))
    with warnings.catch_warnings():
        # More clusters than distinct points cause a warning before the error of on_empty="error".
        warnings.simplefilter("ignore", UserWarning)
        with pytest.raises(kv.InputError) as caught:
            eval(call)
    said = answer.replace("FOLDER", str(folder))
    for word, table in TABLES.items():
        said = said.replace(word, ", ".join(table))
    assert str(caught.value) == said
    assert isinstance(caught.value, ValueError)
    assert sorted(folder.rglob("*")) == before


def test_every_answer_is_one_line_with_a_value_and_a_rule_and_a_fix():
    for parameter in _answered():
        _, answer = parameter.values
        assert re.search("; |: ", answer), answer
        assert "\n" not in answer, answer
        assert not answer.endswith("."), answer
        assert 20 < len(answer) < 300, answer


@pytest.mark.parametrize("function", [kv.record, lambda *args, **kwargs: list(kv.lloyd(*args, **kwargs))])
@pytest.mark.parametrize("on_empty", ["keep", "farthest", "drop"])
def test_more_clusters_than_distinct_points_are_worth_a_warning(function, on_empty):
    words = "k=3 clusters need as many distinct points, and X has only 2, so some stay empty; use k <= 2"
    with pytest.warns(UserWarning, match=f"^{re.escape(words)}$"):
        function([[0, 0], [0, 0], [1, 1]], 3, seed=0, on_empty=on_empty)


def test_whole_numbers_of_every_kind_will_do_for_k():
    for k in (2, 2.0, np.int8(2), np.float32(2), np.array(2)):
        assert kv.record(X, k, seed=0).k == 2


def test_nothing_is_run_before_all_input_was_looked_at():
    def never(X, centroids):
        raise AssertionError("was called")

    with pytest.raises(kv.InputError, match="on_empty"):
        kv.record(X, 2, on_empty="stay", stepper=kv.Stepper(assign=never))


@pytest.mark.parametrize("ending", [".gif", ".webp", ".png", ".mp4", ".pdf", ".svg", "/"])
def test_bad_input_leaves_the_old_file_whole(ending, folder):
    old = folder / "old"
    if ending == "/":
        old.mkdir()
        kept = old / "0001.png"
    else:
        old = kept = old.with_suffix(ending)
    kept.write_bytes(b"old")
    for bad in ({"size": 301, "style": "drak"}, {"step_ms": 0}, {"loop": "no"}):
        with pytest.raises(kv.InputError):
            kv.save(trace, f"{old}{ending if ending == '/' else ''}", **bad)
    assert kept.read_bytes() == b"old"
    assert not list(folder.glob(".*"))
