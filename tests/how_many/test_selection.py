"""How many clusters: published results, the same from shared runs as alone, and no clusters where there are none."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine
from sklearn.metrics import silhouette_score

import kmeans_viz as kv
from kmeans_viz.data import read_sample
from kmeans_viz.fast import kernels, workers
from kmeans_viz.how_many import comparison, shared_runs, silhouettes
from kmeans_viz.how_many.fits import Fit
from kmeans_viz.how_many.scores import fk_alphas
from kmeans_viz.how_many.verdict import sizes_told

METHODS = (kv.elbow, kv.gap_statistic, kv.pham_fk, kv.silhouette)
WINE = load_wine().data


@pytest.fixture(scope="module", autouse=True)
def compiled():
    assert kernels.warm_up()


def blobs(seed, d=2, n=60):
    """Return three clusters, two near each other and one farther away, which all four methods find."""
    rng = np.random.default_rng(seed)
    centers = np.zeros((3, d))
    centers[:, 0] = 0, 10, 24
    return np.concatenate([rng.normal(center, 0.5, size=(n // 3, d)) for center in centers])


# Published results


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("iris", [0.2752, 0.6134, 0.8344, 0.9104, 0.9241, 0.9501, 0.9329]),
        ("old-faithful", [0.2824, 0.8478, 0.7666, 0.8807, 0.8778, 0.8150, 0.8870]),
    ],
)
def test_fk_of_real_data_is_what_others_compute(name, values):
    found = kv.pham_fk(read_sample(name).points, 8, n_starts=1000)
    np.testing.assert_allclose(found.values, [1, *values], atol=5.1e-5)
    assert found.suggested == 2


def test_fk_of_wine_is_what_others_compute_or_comes_from_lower_sums():
    # These values come from the best of 200 plain runs for each K, which miss optima from K = 4 on: S_8 is 1 % lower.
    values = [0.7607, 0.8093, 0.9581, 0.9703, 0.9704, 0.9612, 0.9744]
    X = (WINE - WINE.mean(axis=0)) / WINE.std(axis=0)
    found = kv.compare_k(X, 8, n_starts=500, n_refs=2)
    np.testing.assert_allclose(found.fk.values[:3], [1, *values[:2]], atol=5.1e-5)
    np.testing.assert_allclose(found.fk.values[3:], values[2:], atol=0.015)
    assert found.fk.suggested == 2
    theirs = found.elbow.values[0] * np.cumprod(values * fk_alphas(13, 8))
    assert (found.elbow.values[1:] <= theirs * 1.002).all()
    assert found.elbow.values[7] < theirs[6] * 0.995


def scenario_a(rng):
    return rng.random((200, 10))


def scenario_b(rng):
    return np.concatenate([rng.normal(c, 1, (n, 2)) for c, n in (((0, 0), 25), ((0, 5), 25), ((5, -3), 50))])


def scenario_e(rng):
    line = np.linspace(-0.5, 0.5, 100)[:, None]
    return np.concatenate([line + rng.normal(0, 0.1, (100, 3)), line + 10 + rng.normal(0, 0.1, (100, 3))])


@pytest.mark.parametrize(
    ("scenario", "reference", "truth", "right"),
    [
        (scenario_a, "box", 1, 5),
        (scenario_a, "pca", 1, 5),
        (scenario_b, "box", 3, 5),
        (scenario_b, "pca", 3, 5),
        (scenario_e, "box", 2, 0),
        (scenario_e, "pca", 2, 5),
    ],
)
def test_the_gap_statistic_is_as_often_right_as_in_the_paper(scenario, reference, truth, right):
    # Tibshirani, Walther & Hastie (2001), table 1; all fifty boards of it are in benchmarks/papers.py.
    rng = np.random.default_rng(2001)
    found = [kv.gap_statistic(scenario(rng), 6, 20, seed=i, reference=reference).suggested for i in range(5)]
    assert abs(sum(k == truth for k in found) - right) <= 1


def test_the_gap_is_what_scikit_learns_runs_give():
    X = kv.data.gaussian(80, 3, seed=2)
    found = kv.gap_statistic(X, 5, 200, seed=1, reference="box")
    rng, low, high = np.random.default_rng(5), X.min(axis=0), X.max(axis=0)

    def logs(points):
        return np.log([KMeans(k, n_init=5, random_state=0).fit(points).inertia_ for k in range(1, 6)])

    references = np.array([logs(rng.uniform(low, high, X.shape)) for _ in range(40)])
    wanted = references.mean(axis=0) - logs(X)
    np.testing.assert_allclose(found.values, wanted, atol=4 * references.std(axis=0).max() / np.sqrt(40))
    np.testing.assert_allclose(found.errors, references.std(axis=0), rtol=0.5)


def test_the_silhouettes_are_scikit_learns():
    X = read_sample("iris").points
    found = kv.compare_k(X, 6)
    for k in range(2, 7):
        wanted = silhouette_score(X, found.fits[k - 1].labels)
        assert found.silhouette.values[k - 1] == pytest.approx(wanted, abs=1e-9)


# Clusters, and none


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_clear_clusters_are_found_by_all_in_any_dimension(d):
    rng = np.random.default_rng(3)
    X = np.concatenate([rng.normal(center, 0.5, size=(30, d)) for center in (0, 9)])
    found = kv.compare_k(X, 6)
    assert [scores.suggested for scores in found.scores] == [2, 2, 2, 2]
    assert (found.k, found.headline) == (2, "All four methods say 2 clusters.")


@pytest.mark.parametrize("reference", ["pca", "box"])
@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_the_gap_statistic_finds_nothing_in_evenly_spread_points(d, reference):
    found = [
        kv.gap_statistic(np.random.default_rng(seed).random((200, d)), 6, seed=seed, reference=reference).suggested
        for seed in range(10)
    ]
    # With a margin of one standard error, about one board in fifteen seems to have clusters.
    assert found.count(1) >= 8


@pytest.mark.parametrize("d", [3, 5, 10])
def test_fk_finds_nothing_in_evenly_spread_points_in_space(d):
    for seed in range(10):
        assert kv.pham_fk(np.random.default_rng(seed).random((200, d))).suggested is None


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_the_elbow_finds_nothing_in_evenly_spread_points(d):
    found = [kv.elbow(np.random.default_rng(seed).random((200, d))).suggested for seed in range(10)]
    assert found.count(None) >= 9


def test_the_silhouette_finds_nothing_in_evenly_spread_points_in_many_dimensions():
    assert kv.silhouette(np.random.default_rng(1).random((200, 10))).suggested is None


# Points far away, ties, and more or fewer points than are usual


def three_groups(*far):
    return np.vstack([kv.data.peaked(120, 3, seed=1), np.array(far, dtype=float).reshape(-1, 2)])


@pytest.mark.parametrize("far", [[(60, 0), (60.1, 0)], [(1000, -1000)], [(5, 5)]])
def test_points_far_away_do_not_hide_three_groups(far):
    X = three_groups(*far)
    found = kv.compare_k(X, 6, n_refs=4)
    assert found.far.tolist() == list(range(120, 120 + len(far)))
    assert (found.k, found.tied, found.k_of_all) == (3, (3,), 4)
    assert found.headline.startswith("Without the ")
    assert found.headline.endswith("far away: all four methods say 3 clusters.")
    # Both are told, and the scores of all points are those of each method alone.
    assert found.without_far is not None
    assert [scores.suggested for scores in found.without_far.scores] == [3, 3, 3, 3]
    np.testing.assert_array_equal(found.elbow.values, kv.elbow(X, 6).values)
    assert np.array_equal(found.X[found.fits[3].labels == found.fits[3].labels[120]], X[120:])


def test_points_without_clusters_have_none_far_away():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        for X in (rng.random((200, 2)), rng.normal(size=(200, 2)), rng.normal(size=(100, 10)), rng.random((30, 1))):
            assert kv.compare_k(X, n_refs=2, n_starts=2).without_far is None


def test_the_sizes_are_told_and_tiny_clusters_are_named():
    X = three_groups()
    assert kv.compare_k(X, 5, n_refs=2).words.endswith("The 3 clusters have 40, 40 and 40 points.")
    labels = np.r_[np.zeros(60, np.int32), np.ones(59, np.int32), 2]
    told = sizes_told((1, 3), (None, None, Fit(1.0, np.zeros((3, 2)), labels)))
    look = "that of 1 is tiny, perhaps errors or exceptions, so look at it first"
    assert told == f"The 3 clusters have 60, 59 and 1 points; {look}."


def test_a_tie_is_nobodys_and_offers_what_has_clusters():
    # Four wide groups and a narrow one in their middle, as the incomes and spending of a mall's customers lie.
    rng = np.random.default_rng(2)
    corners = zip(((25, 20), (25, 80), (88, 18), (88, 82)), (23, 22, 36, 39), strict=True)
    groups = [rng.normal(center, 17, (n, 2)) for center, n in corners]
    found = kv.compare_k(np.concatenate([*groups, rng.normal((55, 50), 8, (80, 2))]))
    assert [scores.suggested for scores in found.scores] == [None, 1, 5, 5]
    assert (found.k, found.tied, found.offers) == (1, (1, 5), (5,))
    assert found.headline == "A tie: the gap statistic and the elbow find no clusters; f(K) and the silhouette say 5."
    assert "gap statistic: K = 2 fits no better than K = 1; elbow: the sharpest bend" in found.words


def test_of_very_many_points_a_sample_is_asked_about_and_that_is_told(monkeypatch):
    monkeypatch.setattr(comparison, "MANY", 500)
    monkeypatch.setattr(comparison, "SAMPLE", 200)
    X = blobs(1, n=600)
    found = kv.compare_k(X, 4, n_refs=2)
    assert (len(found.X), found.n_all, found.k) == (200, 600, 3)
    assert found.words.endswith("(Asked about 200 of the 600 points, at random.)")
    assert {tuple(x) for x in found.X} <= {tuple(x) for x in X}
    assert len(kv.compare_k(blobs(1, n=480), 4, n_refs=2).X) == 480


def test_a_dask_array_is_asked_about_by_a_sample():
    da = pytest.importorskip("dask.array")
    X = blobs(1, n=300)
    found, wanted = kv.compare_k(da.from_array(X, chunks=(50, 2)), 4, n_refs=2), kv.compare_k(X, 4, n_refs=2)
    assert (found.headline, found.n_all) == (wanted.headline, 300)


@pytest.mark.parametrize(
    ("X", "k_max", "n_values", "note"),
    [
        ([[0, 0], [0, 0], [1, 1]], 3, 2, "K goes up to 2 and not 3, since there are only 2 distinct points."),
        ([[0.0], [1], [5], [6], [9]], 9, 4, "K goes up to 4 and not 9, since there are only 5 distinct points."),
        ([[0.0], [1], [5]], 3, 3, ""),
    ],
)
def test_a_k_max_beyond_the_points_is_lowered_and_that_is_told(X, k_max, n_values, note):
    for told in (kv.pham_fk(X, k_max), kv.elbow(X, k_max)):
        assert len(told.values) == n_values
        assert told.reason.endswith(note or ".")
    found = kv.compare_k(X, k_max, n_refs=2)
    assert len(found.fits) == n_values
    assert ("K goes up to" in found.words) == bool(note)
    assert note in found.words


# What is returned


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_something_of_each_k_from_one(method):
    found = method(blobs(1), 5)
    assert found.ks.tolist() == [1, 2, 3, 4, 5]
    assert found.values.shape == found.errors.shape == (5,)
    assert np.isfinite(found.values[1:]).all()
    assert (found.errors > 0).all() == (method is kv.gap_statistic)
    assert found.suggested == 3
    assert found.reason.endswith(".")


def test_the_values_of_the_elbow_are_sums_of_squares_in_units_of_the_data():
    X = 1000 * blobs(1) + 5e6
    found = kv.compare_k(X, 4)
    for fit, value in zip(found.fits, found.elbow.values, strict=True):
        assert value == pytest.approx(((X - fit.centroids[fit.labels]) ** 2).sum(), rel=1e-9)
        assert fit.inertia == pytest.approx(value)
        np.testing.assert_allclose(kv.update(X, fit.labels, fit.centroids), fit.centroids)


def test_a_method_alone_says_what_it_says_among_all_four():
    X = kv.data.gaussian(100, 3, seed=5)
    together = kv.compare_k(X, 5, seed=4)
    for method, among in zip(METHODS, together.scores, strict=True):
        alone = method(X, 5, seed=4)
        np.testing.assert_array_equal(alone.values, among.values)
        np.testing.assert_array_equal(alone.errors, among.errors)
        assert (alone.method, alone.suggested, alone.reason) == (among.method, among.suggested, among.reason)


@pytest.mark.parametrize("method", METHODS)
def test_a_seed_makes_it_repeatable(method):
    X = kv.data.uniform(60, seed=3)
    first, again, other = (method(X, 5, n_starts=1, seed=seed) for seed in (7, np.random.default_rng(7), 8))
    np.testing.assert_array_equal(first.values, again.values)
    if method is kv.gap_statistic:
        assert (first.values != other.values).all()


def test_numpy_says_what_numba_says(monkeypatch):
    X = kv.data.gaussian(60, 3, seed=5)
    fast = kv.compare_k(X, 4, n_refs=3, n_starts=2)
    monkeypatch.setattr(kernels, "_is_installed", lambda: False)
    slow = kv.compare_k(X, 4, n_refs=3, n_starts=2)
    for one, other in zip(fast.scores, slow.scores, strict=True):
        np.testing.assert_allclose(one.values, other.values, rtol=1e-9)
        assert one.reason == other.reason


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**31),
    n=st.integers(4, 30),
    d=st.sampled_from([1, 2, 3]),
    power=st.integers(-100, 100),
    shift=st.sampled_from([0.0, 1.0, -7.0]),
)
def test_units_do_not_matter(seed, n, d, power, shift):
    X = np.random.default_rng(seed).normal(size=(n, d))
    plain = kv.compare_k(X, 3, n_refs=3, n_starts=3)
    # Powers of two, so that scaling itself does not round; the shift does, a little.
    scaled = kv.compare_k((X + shift) * 2.0**power, 3, n_refs=3, n_starts=3)
    for one, other in zip(plain.scores[1:], scaled.scores[1:], strict=True):
        np.testing.assert_allclose(one.values, other.values, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(plain.elbow.values, scaled.elbow.values / 4.0**power, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("factor", [1e-160, 1e139])
def test_numbers_whose_squares_vanish_or_nearly_overflow_are_told_apart(factor):
    assert [scores.suggested for scores in kv.compare_k(factor * blobs(1) / 30, 5).scores] == [3, 3, 3, 3]


def test_coincident_points_count_as_often_as_they_stand_there():
    X = np.repeat([[0.0, 0.0], [5.0, 0.0], [0.0, 9.0]], 7, axis=0)
    found = kv.compare_k(X, 3)
    assert found.elbow.values[2] == 0
    assert [scores.suggested for scores in found.scores[1:]] == [3, 3, 3]
    assert all(np.isfinite(scores.values[1:]).all() for scores in found.scores)


def test_as_many_clusters_as_points_are_no_reason_to_stumble():
    X = np.random.default_rng(1).random((4, 2))
    for method in METHODS:
        assert np.isfinite(method(X, 4).values[1:]).all()
        assert len(method(X, 2).values) == 2


def test_of_many_points_a_sample_stands_in_and_its_error_is_told(monkeypatch):
    monkeypatch.setattr(silhouettes, "MOST_PAIRS", 20_000)
    X = blobs(1, n=600)
    found = kv.silhouette(X, 4, n_starts=2)
    assert found.suggested == 3
    assert (found.errors[1:] > 0).all()
    assert found.errors[0] == 0


# Long work


def test_progress_reaches_its_total_step_by_step():
    seen = []
    kv.compare_k(blobs(1), 4, n_refs=3, n_starts=2, progress=lambda done, total: seen.append((done, total)))
    done, totals = zip(*seen, strict=True)
    assert set(totals) == {done[-1]}
    assert list(done) == sorted(set(done))
    # One for each K of the board, and at least one for the references and one for the silhouettes.
    assert len(done) >= 4 + 1 + 1


@pytest.mark.parametrize("method", [*METHODS, kv.compare_k])
def test_what_progress_raises_stops_the_work(method):
    seen = []

    def stop(done, total):
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        method(blobs(1), 4, progress=stop)
    assert len(seen) == 1


def test_any_number_of_threads_finds_the_same(monkeypatch):
    X, found = kv.data.gaussian(300, 3, seed=1), []
    for n_workers in (1, 2, 5):
        monkeypatch.setattr(workers, "n_cores", lambda n_workers=n_workers: n_workers)
        found.append(kv.gap_statistic(X, 5, n_refs=6, seed=3))
    for other in found[1:]:
        np.testing.assert_array_equal(other.values, found[0].values)
        np.testing.assert_array_equal(other.errors, found[0].errors)


def test_progress_comes_in_the_callers_thread_and_stopping_ends_the_work_of_the_others(monkeypatch):
    monkeypatch.setattr(workers, "n_cores", lambda: 2)
    steps = []
    real = shared_runs.best_fits
    monkeypatch.setattr(shared_runs, "best_fits", lambda *a, **o: steps.append(threading.get_ident()) or real(*a, **o))

    def stop_among_the_references(done, total):
        assert threading.get_ident() == threading.main_thread().ident
        if done > 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kv.gap_statistic(kv.data.gaussian(2000, 3, seed=1), 4, n_refs=900, progress=stop_among_the_references)
    assert 1 < len(set(steps)) <= 3
    so_far = len(steps)
    assert so_far < 100
    time.sleep(0.1)
    assert len(steps) == so_far


def test_numba_is_loaded_where_it_pays(monkeypatch):
    asked = []
    real = kernels.choose
    monkeypatch.setattr(shared_runs, "choose", lambda *size, passes: asked.append(passes) or real(*size, passes=passes))
    kv.elbow(blobs(1, n=15), 2, n_starts=1)
    kv.gap_statistic(blobs(1, n=15), 9, n_refs=10, n_starts=100)
    few, many = (15 * 2 * passes for passes in asked)
    assert few < kernels.WORTH_LOADING / 1000
    assert many > 100 * few
