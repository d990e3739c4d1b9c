"""How each method gets from its numbers to a K: the formulas against numbers worked out by hand, and the reasons."""

import numpy as np
import pytest

from kmeans_viz.how_many.scores import elbow_scores, fk_alphas, fk_scores, gap_scores, silhouette_scores


def elbow(*sums, d=2):
    return elbow_scores(np.array(sums, dtype=float), d, floor=1e-20, unit=1.0)


def fk(*sums, d=2):
    return fk_scores(np.array(sums, dtype=float), d, floor=1e-20)


# Elbow


def test_the_elbow_is_where_the_drop_before_is_most_times_the_drop_after():
    found = elbow(100, 50, 10, 9, 8)
    assert (found.suggested, found.ks.tolist(), found.values.tolist()) == (3, [1, 2, 3, 4, 5], [100, 50, 10, 9, 8])
    assert found.reason == (
        "The curve bends most at K = 3: the drop before is 40.0 times the drop after; evenly spread points have 3.0."
    )


@pytest.mark.parametrize("d", [1, 2, 3, 10])
def test_evenly_spread_points_have_no_elbow(d):
    found = elbow(*np.arange(1, 10.0) ** (-2 / d), d=d)
    assert found.suggested is None
    assert found.reason.startswith("The curve bends most at K = 2: ")
    assert found.reason.endswith(" of evenly spread points, so it is not an elbow.")


def test_a_bend_counts_from_one_and_a_half_times_that_of_evenly_spread_points():
    # On a plane, evenly spread points have S_K = 1 / K, and a bend of (1 - 1/2) / (1/2 - 1/3) = 3.
    assert elbow(100, 54.4, 44.4).suggested == 2
    assert elbow(100, 54.6, 44.4).suggested is None


def test_the_elbow_does_not_depend_on_how_far_one_looks_beyond_it():
    sums = [100, 60, 30, 10, 1, 0.9, 0.8, 0.71, 0.63]
    assert {elbow(*sums[:end]).suggested for end in range(6, 10)} == {5}


def test_an_elbow_before_a_perfect_fit_is_found():
    found = elbow_scores(np.array([100, 50, 1e-20, 1e-20]), 2, floor=1e-20, unit=2.0)
    assert found.suggested == 3
    assert found.values.tolist() == [200, 100, 0, 0]
    assert "over a million" in found.reason


def test_two_sums_have_no_elbow():
    found = elbow(2, 1)
    assert (found.suggested, found.reason) == (
        None,
        "An elbow needs a K before it and one after it; use k_max >= 3.",
    )


# Gap statistic


def test_the_gap_and_its_error_are_the_papers():
    references = np.exp([[3.0, 2.0, 1.5], [3.2, 2.4, 1.3]])
    found = gap_scores(np.exp([3.0, 1.0, 0.9]), references)
    np.testing.assert_allclose(found.values, [0.1, 1.2, 0.5])
    # Standard deviations over the B references (their squares divided by B), times the square root of 1 + 1 / B.
    np.testing.assert_allclose(found.errors, np.array([0.1, 0.2, 0.1]) * np.sqrt(1.5))


def test_the_smallest_k_that_the_next_does_not_beat_by_its_error_is_suggested():
    def gaps(*values, error):
        spread = error / np.sqrt(1.5)
        logs = np.add([values, values], [[-spread], [spread]])
        return gap_scores(np.ones(len(values)), np.exp(logs))

    assert gaps(0.1, 0.5, 0.9, 0.95, error=0.1).suggested == 3
    assert gaps(0.1, 0.5, 0.9, 0.95, error=0.01).suggested == 4
    assert gaps(0.5, 0.55, 0.9, 0.5, error=0.1).suggested == 1
    assert gaps(0.5, 0.4, 0.9, 0.5, error=0.001).reason == (
        "Gap(1) = 0.500 is the first that is at least the next minus its error, 0.399: "
        "a second cluster fits no better than it would without clusters."
    )


def test_a_gap_that_rises_to_the_end_suggests_the_end_and_says_so():
    # The last gap cannot be compared with a next one, so the last K never meets the rule.
    found = gap_scores(np.exp([3.0, 1.0, -1.0]), np.exp([[3.0, 2.9, 2.8], [3.0, 2.9, 2.8]]))
    assert found.suggested == 3
    assert found.reason == "The gap still rises at K = 3, so there may be more clusters; try a larger k_max."


# f(K)


def test_the_alphas_are_the_papers():
    np.testing.assert_allclose(fk_alphas(3, 4), [0.75, 0.7916667, 0.8263889], rtol=1e-6)
    assert fk_alphas(2, 2).tolist() == [0.625]  # integer arithmetic would give 1


def test_on_a_line_alpha_is_the_ratio_of_evenly_spread_points():
    grid = np.linspace(0, 1, 2521)  # one more than a multiple of 2, 3, …, 9
    sums = [sum(part.var() * len(part) for part in np.array_split(grid, k)) for k in range(1, 10)]
    np.testing.assert_allclose(fk(*sums, d=1).values, 1, atol=0.01)


def test_fk_divides_by_what_is_expected_and_is_one_after_a_perfect_fit():
    found = fk(100, 50, 1e-20, 1e-20, d=3)
    np.testing.assert_allclose(found.values, [1, 50 / 75, 0, 1], atol=1e-15)
    assert found.suggested == 3


def test_the_lowest_fk_is_suggested_only_below_085_and_the_others_are_named():
    found = fk(100, 40, 22, 17)  # alphas on a plane: 0.625, 0.6875, 0.7396
    np.testing.assert_allclose(found.values, [1, 0.64, 0.8, 1.0448], atol=1e-4)
    assert (found.suggested, found.reason) == (2, "f(2) = 0.640 is the lowest, and below 0.85; 3 would pass too.")
    found = fk(100, 54, 40)
    assert (found.suggested, found.reason) == (None, "No f(K) is below 0.85; the lowest is f(2) = 0.864.")
    assert fk(100, 62.5 * 0.85).suggested is None


# Silhouette


@pytest.mark.parametrize(
    ("means", "suggested", "reason"),
    [
        ([0.1, 0.25], None, "No mean silhouette exceeds 0.25; the highest is 0.250, for K = 3."),
        ([0.3, 0.2], 2, "The mean silhouette is highest for K = 2: 0.300, a weak structure that could be artificial."),
        ([0.5, 0.6], 3, "The mean silhouette is highest for K = 3: 0.600, a reasonable structure."),
        ([0.5, 0.9], 3, "The mean silhouette is highest for K = 3: 0.900, a strong structure."),
    ],
)
def test_the_highest_silhouette_is_suggested_only_above_a_quarter(means, suggested, reason):
    found = silhouette_scores(np.array(means), np.array([0.01, 0.02]))
    assert (found.suggested, found.reason) == (suggested, reason)
    assert np.isnan(found.values[0])
    assert found.values[1:].tolist() == means
    assert found.errors.tolist() == [0, 0.01, 0.02]


def test_scores_are_locked_and_show_themselves_in_one_line():
    found = fk(100, 40, 22)
    assert repr(found) == "<KScores: f(K), K = 1 to 3, suggests 2>"
    for array in (found.ks, found.values, found.errors):
        assert not array.flags.writeable
        assert array.shape == (3,)
