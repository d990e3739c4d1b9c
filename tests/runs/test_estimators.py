"""The run that a fitted estimator of scikit-learn made is shown as far as it can be known."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans

import kmeans_viz as kv

X = kv.data.gaussian(200, 6, seed=3) + np.array([1000, -3])


@pytest.mark.parametrize(
    ("options", "init"),
    [
        ({"init": "k-means++", "random_state": 0}, "k-means++"),
        ({"init": "random", "random_state": 7}, "random"),
        ({"init": "k-means++", "n_init": 4, "random_state": np.int64(7), "tol": 0.1}, "k-means++"),
        ({"init": X[:5], "algorithm": "elkan"}, None),
        ({"init": lambda X, k, random_state: X[random_state.permutation(len(X))[:k]], "random_state": 0}, None),
    ],
    ids=["k-means++", "random", "ended by tol", "array", "function"],
)
def test_a_run_of_sklearn_is_followed_from_its_start_to_its_end(options, init):
    estimator = KMeans(5, **options).fit(X)
    trace = kv.from_sklearn(estimator, X)
    assert trace.init == init
    assert trace[0].phase is kv.Phase.SEED
    assert trace.n_iter in (estimator.n_iter_ - 1, estimator.n_iter_)
    np.testing.assert_allclose(trace.final.centroids, estimator.cluster_centers_)
    np.testing.assert_array_equal(trace.final.labels, estimator.labels_)
    assert trace.inertia == pytest.approx(estimator.inertia_)


@pytest.mark.parametrize("options", [{"random_state": 0}, {"init": X[:5]}], ids=["k-means++", "array"])
def test_a_run_in_mini_batches_is_its_start_and_its_end(options):
    estimator = MiniBatchKMeans(5, **options).fit(X)
    trace = kv.from_sklearn(estimator, X)
    assert [state.phase.value for state in trace] == ["seed", "assign", "update", "assign"]
    assert not np.array_equal(trace[0].centroids, trace.final.centroids)
    np.testing.assert_allclose(trace.final.centroids, estimator.cluster_centers_)
    np.testing.assert_array_equal(trace.final.labels, estimator.labels_)


@pytest.mark.parametrize(
    ("estimator", "weight", "why"),
    [
        (KMeans(3), None, "its random_state is not a number, so no other fit makes the same start"),
        (KMeans(3, random_state=np.random.RandomState(0)), None, "its random_state is not a number"),
        (MiniBatchKMeans(3, init="random", random_state=0), None, "it is one of 3, and which of them is not kept"),
        (KMeans(3, random_state=0), np.arange(200), "X is not what it was fitted to, or it was fitted with sample_wei"),
    ],
    ids=["no seed", "RandomState", "several starts", "weights"],
)
def test_a_start_that_cannot_be_known_is_told_and_the_trace_begins_at_the_end(estimator, weight, why):
    estimator.fit(X, sample_weight=weight)
    with pytest.warns(UserWarning, match=f"the trace begins at the end of this .*, since its start is unknown: {why}"):
        trace = kv.from_sklearn(estimator, X)
    assert len(trace) == 2
    np.testing.assert_array_equal(trace[0].centroids, estimator.cluster_centers_)
    np.testing.assert_array_equal(trace.final.labels, estimator.predict(X))


@pytest.mark.parametrize(
    ("show", "message"),
    [
        (lambda: kv.from_sklearn(BisectingKMeans(3), X), "estimator is a BisectingKMeans, whose steps are not those"),
        (lambda: kv.from_sklearn(KMeans(3), X), "estimator is a KMeans without cluster_centers_; fit it first"),
        (lambda: kv.from_sklearn(KMeans(2, n_init=1).fit(X), X[:9]), "was fitted to 200 points, and X has 9; give the"),
        (lambda: kv.record(X, init=KMeans(3)), "init is a KMeans without cluster_centers_; fit it first, or name a"),
    ],
    ids=["other steps", "not fitted", "other points", "as a start"],
)
def test_an_estimator_that_cannot_be_used_is_told_in_one_line(show, message):
    with pytest.raises(kv.InputError, match=message):
        show()


def test_a_fitted_estimator_is_a_start():
    estimator = KMeans(3, random_state=0).fit(X)
    np.testing.assert_array_equal(kv.record(X, init=estimator)[0].centroids, estimator.cluster_centers_)
    assert kv.Recipe(coordinates=X, init=estimator) == kv.Recipe(coordinates=X, init=estimator.cluster_centers_)


def test_the_columns_that_an_estimator_was_fitted_to_keep_their_names():
    frame = pd.DataFrame(X, columns=["east", "north"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert kv.from_sklearn(KMeans(3, random_state=0).fit(frame), frame).columns == ("east", "north")
