"""Silhouettes: the same as scikit-learn's to nine digits for any clusters, and the right error if a sample is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_score

import kmeans_viz as kv
from kmeans_viz.how_many import silhouettes

pytestmark = pytest.mark.usefixtures("kernel")


def measured(X, *labelings, seed=0):
    labels = np.array(labelings, dtype=np.int32)
    return silhouettes.mean_silhouettes(np.ascontiguousarray(X.T), labels, np.random.default_rng(seed))


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**31),
    n=st.integers(3, 60),
    d=st.sampled_from([1, 2, 3, 8]),
    k=st.integers(2, 7),
    on_grid=st.booleans(),
)
def test_they_are_scikit_learns(seed, n, d, k, on_grid):
    rng = np.random.default_rng(seed)
    X = rng.integers(-2, 3, size=(n, d)).astype(float) if on_grid else rng.normal(size=(n, d))
    k = min(k, n - 1)
    labelings = [np.r_[np.arange(k), rng.integers(k, size=n - k)] for _ in range(3)]
    means, errors = measured(X, *labelings)
    wanted = [silhouette_score(cdist(X, X), labels, metric="precomputed") for labels in labelings]
    np.testing.assert_allclose(means, wanted, rtol=0, atol=1e-9)
    assert not errors.any()


def test_blocks_of_rows_cover_every_point(monkeypatch):
    X = kv.data.gaussian(500, 4, seed=1)
    labels = kv.record(X, 4, seed=0).final.labels
    whole, _ = measured(X, labels)
    monkeypatch.setattr(silhouettes, "_BLOCK_BYTES", 8 * 500 * 7)
    assert silhouettes.n_blocks(500) == 72
    np.testing.assert_allclose(measured(X, labels)[0], whole, rtol=1e-12)
    np.testing.assert_allclose(whole, silhouette_score(X, labels), atol=1e-9)


def test_a_label_that_nobody_has_changes_nothing():
    X = kv.data.gaussian(50, 2, seed=1)
    labels = (X[:, 0] > 0).astype(int)
    means, _ = measured(X, labels, labels * 5)
    assert means[0] == pytest.approx(means[1], abs=1e-12)


def test_points_all_the_same_have_silhouette_zero():
    assert measured(np.ones((6, 2)), [0, 0, 0, 1, 1, 1])[0].tolist() == [0]


def test_a_sample_of_many_points_misses_the_mean_by_about_its_error(monkeypatch):
    X = kv.data.gaussian(1000, 3, seed=4)
    labels = kv.record(X, 3, seed=0).final.labels
    (exact,), _ = measured(X, labels)
    monkeypatch.setattr(silhouettes, "MOST_PAIRS", 100_000)
    found = [measured(X, labels, seed=seed) for seed in range(200)]
    means, errors = np.array(found)[:, :, 0].T
    assert errors.min() > 0
    assert means.mean() == pytest.approx(exact, abs=3 * errors.mean() / np.sqrt(200))
    assert 0.8 < means.std() / errors.mean() < 1.2
    assert measured(X, labels, seed=7) == measured(X, labels, seed=7)


def test_twenty_thousand_points_are_all_measured_and_more_are_sampled():
    assert silhouettes._n_rows(20_000) == 20_000
    assert silhouettes._n_rows(20_001) == 19_999
    assert silhouettes._n_rows(1_000_000) == 400
