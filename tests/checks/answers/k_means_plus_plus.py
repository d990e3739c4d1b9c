"""Answers to exercise 3: ``k_means_plus_plus(X, k, rng)``."""

import random

import numpy as np
from scipy.spatial.distance import cdist

import kmeans_viz as kv
from answers.book import Answers

K_MEANS_PLUS_PLUS = Answers()
right, wrong = K_MEANS_PLUS_PLUS.right, K_MEANS_PLUS_PLUS.wrong


def nearest(X, chosen):
    return cdist(X, X[chosen]).min(axis=1)


def drawn_by(weights):
    """Return an answer that draws each next point by ``weights(X, chosen)``."""

    def k_means_plus_plus(X, k, rng):
        chosen = [rng.integers(len(X))]
        while len(chosen) < k:
            shares = weights(X, chosen)
            chosen.append(rng.choice(len(X), p=shares / shares.sum()))
        return X[chosen]

    return k_means_plus_plus


def of_others(weights):
    def shares(X, chosen):
        found = np.array(weights(X, chosen), dtype=float)
        found[chosen] = 0
        return found

    return shares


right(drawn_by(lambda X, chosen: nearest(X, chosen) ** 2))
right(kv.seeding.k_means_plus_plus)


@right
def by_adding_up(X, k, rng):
    chosen = [X[int(rng.random() * len(X))]]
    while len(chosen) < k:
        squared = [min(sum((x - c) ** 2) for c in chosen) for x in X]
        left = rng.random() * sum(squared)
        for x, share in zip(X, squared):
            left -= share
            if left < 0:
                chosen.append(x)
                break
    return chosen


@right
def by_searchsorted(X, k, rng):
    first = rng.choice(X)
    centroids = first[None]
    for _ in range(k - 1):
        sums = np.cumsum((cdist(X, centroids) ** 2).min(axis=1))
        centroids = np.vstack([centroids, X[np.searchsorted(sums, rng.uniform(0, sums[-1]), side="right")]])
    return centroids


@right
def with_the_largest_key(X, k, rng):
    chosen = [int(rng.permutation(len(X))[0])]
    while len(chosen) < k:
        squared = nearest(X, chosen) ** 2
        with np.errstate(divide="ignore"):
            chosen.append(int(np.argmax(np.log(squared) + rng.gumbel(size=len(X)))))
    return X[chosen]


@right
def keeping_the_smallest(X, k, rng):
    out = np.empty((k, X.shape[1]))
    out[0] = X[rng.integers(0, X.shape[0])]
    best = np.full(len(X), np.inf)
    for i in range(1, k):
        best = np.minimum(best, ((X - out[i - 1]) ** 2).sum(axis=1))
        out[i] = rng.choice(X, p=best / best.sum(), axis=0)
    return out


@right
def rejecting(X, k, rng):
    chosen = [rng.integers(len(X))]
    while len(chosen) < k:
        squared = nearest(X, chosen) ** 2
        i = rng.integers(len(X))
        if rng.random() * squared.max() < squared[i]:
            chosen.append(i)
    return [X[i] for i in chosen]


@right
def of_a_tuple_of_lists(X, k, rng):
    return tuple(row.tolist() for row in by_adding_up(X, k, rng))


@right
def by_recursion(X, k, rng):
    if k == 1:
        return rng.choice(X, size=1)
    before = by_recursion(X, k - 1, rng)
    squared = (cdist(X, before) ** 2).min(axis=1)
    return np.concatenate([before, rng.choice(X, size=1, p=squared / np.sum(squared))])


@right
def from_a_spawned_generator(X, k, rng):
    (own,) = rng.spawn(1)
    return by_searchsorted(X, k, own)


FIRST, LAST, SUM = "to the first one only", "to the last one only", "sum of the distances"
wrong("twice as far is drawn twice as often")(drawn_by(nearest))
wrong("squared twice")(drawn_by(lambda X, chosen: nearest(X, chosen) ** 4))
wrong("third power")(drawn_by(lambda X, chosen: nearest(X, chosen) ** 3))
wrong("too high a power")(drawn_by(lambda X, chosen: nearest(X, chosen) ** 6))
wrong("root of the distance")(drawn_by(lambda X, chosen: nearest(X, chosen) ** 0.5))
wrong("the other way round")(drawn_by(of_others(lambda X, chosen: 1 / np.maximum(nearest(X, chosen), 1e-9) ** 2)))
wrong(FIRST)(drawn_by(of_others(lambda X, chosen: cdist(X, X[chosen])[:, 0] ** 2)))
wrong(FIRST)(drawn_by(lambda X, chosen: cdist(X, X[chosen])[:, 0] ** 2))
wrong(LAST)(drawn_by(of_others(lambda X, chosen: cdist(X, X[chosen])[:, -1] ** 2)))
wrong(LAST)(drawn_by(lambda X, chosen: cdist(X, X[chosen])[:, -1] ** 2))
wrong(SUM)(drawn_by(of_others(lambda X, chosen: (cdist(X, X[chosen]) ** 2).sum(axis=1))))
wrong(SUM)(drawn_by(lambda X, chosen: (cdist(X, X[chosen]) ** 2).sum(axis=1)))
wrong("the farthest of them")(drawn_by(of_others(lambda X, chosen: cdist(X, X[chosen]).max(axis=1) ** 2)))
wrong("product of the distances")(drawn_by(lambda X, chosen: (cdist(X, X[chosen]) ** 2).prod(axis=1)))
wrong("middle of them")(drawn_by(of_others(lambda X, chosen: cdist(X, [X[chosen].mean(axis=0)])[:, 0] ** 2)))
wrong("middle of all points")(drawn_by(of_others(lambda X, chosen: cdist(X, [X.mean(axis=0)])[:, 0] ** 2)))
wrong("first two coordinates")(drawn_by(lambda X, chosen: nearest(X[:, :2], chosen) ** 2))
wrong("first coordinate counts")(drawn_by(lambda X, chosen: nearest(X[:, :1], chosen) ** 2))
wrong(r"city blocks, \|dx")(drawn_by(lambda X, chosen: cdist(X, X[chosen], "cityblock").min(axis=1) ** 2))
wrong("chances do not add up to 1")(lambda X, k, rng: X[[0, *rng.choice(len(X), k - 1, p=nearest(X, [0]) ** 2)]])
wrong("with a fixed number, rounded, or added")(drawn_by(of_others(lambda X, chosen: nearest(X, chosen) ** 2 + 1e-3)))


@wrong("always the farthest")
def the_farthest(X, k, rng):
    return kv.seeding.farthest_point(X, k, rng)


@wrong("even those that are chosen already")
def with_repeats(X, k, rng):
    return X[rng.integers(len(X), size=k)]


@wrong("equally often; the distance should make a difference")
def without_repeats(X, k, rng):
    return rng.choice(X, size=k, replace=False)


@wrong("the square|equally often|e to the power")
def softmax(X, k, rng):
    return drawn_by(lambda X, chosen: np.exp(nearest(X, chosen)))(X, k, rng)


@wrong("Nothing is drawn from rng")
def with_the_global_generator(X, k, rng):
    return kv.seeding.k_means_plus_plus(X, k, np.random.default_rng(random.randrange(10**6)))


@wrong("same seed gives different")
def with_two_generators(X, k, rng):
    rng.random()
    return kv.seeding.k_means_plus_plus(X, k, np.random.default_rng())


@wrong("first centroid is always X\\[0\\]")
def from_the_first_point(X, k, rng):
    chosen = [0]
    rng.random()
    while len(chosen) < k:
        squared = nearest(X, chosen) ** 2
        chosen.append(rng.choice(len(X), p=squared / squared.sum()))
    return X[chosen]


@wrong("more often than others")
def one_in_two_is_the_first_point(X, k, rng):
    chosen = [max(0, rng.integers(-len(X), len(X)))]
    while len(chosen) < k:
        squared = nearest(X, chosen) ** 2
        chosen.append(rng.choice(len(X), p=squared / squared.sum()))
    return X[chosen]


@wrong("returns indices")
def indices(X, k, rng):
    return rng.choice(len(X), size=k, replace=False)


@wrong("Not all your centroids are points")
def anywhere_in_the_box(X, k, rng):
    return rng.uniform(X.min(axis=0), X.max(axis=0), (k, X.shape[1]))


@wrong("a single point")
def a_single_point(X, k, rng):
    return X[rng.integers(len(X))]


@wrong(r"returns shape \(2, 2\)")
def one_too_many(X, k, rng):
    return kv.seeding.k_means_plus_plus(X, k + 1, rng)


@wrong("returns shape")
def always_three(X, k, rng):
    return kv.seeding.k_means_plus_plus(X, 3, rng)


@wrong("There has to be one chance for each")
def chances_of_some(X, k, rng):
    chosen = [rng.integers(len(X))]
    while len(chosen) < k:
        left = np.delete(X, chosen, axis=0)
        squared = (cdist(left, X[chosen]) ** 2).min(axis=1)
        chosen.append(rng.choice(len(X), p=squared / squared.sum()))
    return X[chosen]


@wrong("rng has no `randint`")
def of_older_tutorials(X, k, rng):
    return X[[rng.randint(len(X)) for _ in range(k)]]


@wrong("Shapes")
def broadcasting(X, k, rng):
    chosen = X[rng.integers(len(X), size=3)]
    return ((X - chosen) ** 2).sum(axis=1)


@wrong("There is no entry")
def of_two_hundred_points(X, k, rng):
    return np.array([X[rng.integers(150, 200)] for _ in range(k)])


@wrong("changes X")
def taking_points_out(X, k, rng):
    X[0] = np.inf
    return X[-k:]


@wrong("a key of a dict|key of a dict")
def a_set_of_points(X, k, rng):
    chosen = set()
    while len(chosen) < k:
        chosen.add(X[rng.integers(len(X))])
    return chosen


@wrong("in the order in which you draw them")
def backwards(X, k, rng):
    return kv.seeding.k_means_plus_plus(X, k, rng)[::-1]


@wrong("order of X; return them in the order")
def sorted_by_place(X, k, rng):
    chosen = kv.seeding.k_means_plus_plus(X, k, rng)
    return X[sorted((cdist(chosen, X) == 0).argmax(axis=1))]


@wrong("first one only")
def all_others_at_once(X, k, rng):
    first = rng.integers(len(X))
    squared = nearest(X, [first]) ** 2
    return X[[first, *rng.choice(len(X), k - 1, replace=False, p=squared / squared.sum())]]


@wrong("root of the distance|go with the distance")
def logarithms(X, k, rng):
    return drawn_by(lambda X, chosen: np.log1p(nearest(X, chosen)))(X, k, rng)
