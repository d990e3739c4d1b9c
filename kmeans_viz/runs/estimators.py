"""`from_sklearn` shows how a fitted estimator of scikit-learn came to its clusters, as far as that can be known.

An estimator keeps where it ended, and not where it began. If its `random_state` is a number, fitting it again makes the
same starts, which an `init` of ours then notes.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from kmeans_viz.inputs import Centroids, InputError, Points, as_centroids, as_points
from kmeans_viz.interop import as_frame
from kmeans_viz.kmeans.algorithm import Stepper
from kmeans_viz.runs.iterator import lloyd
from kmeans_viz.runs.making import columns_of, record
from kmeans_viz.runs.trace import Trace

_NEAR = 1e-4  # how far from the estimator's end a run may end, in sizes of the board: it may use single precision
_NOT_THE_SAME = "X is not what it was fitted to, or it was fitted with sample_weight, which is not kept"


def from_sklearn(estimator: Any, X: Any) -> Trace:
    """Return the run that led to a fitted `KMeans`, or the start and the end of a fitted `MiniBatchKMeans`.

    Parameters
    ----------
    estimator : sklearn.cluster.KMeans or sklearn.cluster.MiniBatchKMeans
        Fitted. Its start is known if `init` was an array, or `random_state` a number; that of a `MiniBatchKMeans` only
        if it made one start.
    X : array_like
        ``(n, d)``: the points that it was fitted to.

    Returns
    -------
    Trace
        Of a `KMeans`, every half-step from its start to its end. A `MiniBatchKMeans` moves its centroids after looking
        at a few points, many times over, and keeps none of that: its trace has a single update, from start to end.
        Where the start is not known, the trace begins at the end.

    Raises
    ------
    InputError
        If `estimator` is neither of them, or not fitted, or `X` cannot be the points that it was fitted to.

    Warns
    -----
    UserWarning
        If the start is not known, and why.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> X = [[0.0], [1.0], [5.0], [6.0]]
    >>> from_sklearn(KMeans(2, random_state=0).fit(X), X)
    <Trace: n=4, d=1, k=2, 4 states, converged, inertia 1>
    """
    kinds = [kind.__name__ for kind in type(estimator).__mro__]
    name, is_mini = kinds[0], "MiniBatchKMeans" in kinds
    if not is_mini and "KMeans" not in kinds:
        raise InputError(f"estimator is a {name}, whose steps are not those of k-means; give a KMeans")
    X = as_frame(X)
    points = as_points(X)
    end = as_centroids(estimator, points.shape[1], name="estimator")
    n = len(getattr(estimator, "labels_", points))
    if n != len(points):
        raise InputError(f"estimator was fitted to {n} points, and X has {len(points)}; give the points of its fit")
    near = _NEAR * float(np.ptp(points, axis=0).max())
    init = estimator.init if isinstance(estimator.init, str) else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fitting it has given these warnings before
        starts, why = _starts(estimator, X, points, is_mini)
        for start in starts:
            if is_mini:
                jump = Stepper(update=lambda *_: end)
                trace = record(X, init=start, max_iter=1, stepper=jump)
            else:
                trace = record(X, init=start, max_iter=estimator.n_iter_, on_empty="farthest")
            if np.abs(trace.final.centroids - end).max() <= near:
                return replace(trace, init=init)
    warnings.warn(f"the trace begins at the end of this {name}, since its start is unknown: {why}", stacklevel=2)
    return Trace(points, tuple(islice(lloyd(points, init=end), 2)), columns=columns_of(X))


def _starts(estimator: Any, X: Any, points: Points, is_mini: bool) -> tuple[list[Centroids], str]:
    """Return the starts that fitting the estimator makes, and why none of them led to its end, if none did."""
    from sklearn.base import clone
    from sklearn.cluster import kmeans_plusplus

    init, n_starts = estimator.init, estimator.n_init
    if not isinstance(init, str) and not callable(init):
        return [as_centroids(init, points.shape[1], name="estimator.init")], _NOT_THE_SAME
    if not isinstance(estimator.random_state, (int, np.integer)):
        return [], "its random_state is not a number, so no other fit makes the same start"
    if n_starts == "auto":
        n_starts = 1 if init == "k-means++" else 3 if is_mini else 10
    if is_mini and n_starts > 1:
        return [], f"it is one of {n_starts}, and which of them is not kept"
    noted: list[Centroids] = []

    def note(X: Points, k: int, random_state: np.random.RandomState) -> Centroids:
        if callable(init):
            start = init(X, k, random_state)
        elif init == "k-means++":
            start, _ = kmeans_plusplus(X, k, random_state=random_state)
        else:
            start = X[random_state.choice(len(X), size=k, replace=False, p=np.full(len(X), 1 / len(X)))]
        noted.append(np.array(start, dtype=np.float64))
        return start

    again = clone(estimator).set_params(init=note, n_init=n_starts).fit(X)
    if not np.allclose(again.cluster_centers_, estimator.cluster_centers_):
        return [], _NOT_THE_SAME
    # A KMeans subtracts the mean from the points before it does anything else.
    return [start if is_mini else start + points.mean(axis=0) for start in noted], _NOT_THE_SAME
