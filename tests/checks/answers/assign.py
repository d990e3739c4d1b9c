"""Answers to exercise 1: ``assign(X, centroids)``."""

import functools
import math

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from answers.book import Answers

ASSIGN = Answers()
right, wrong = ASSIGN.right, ASSIGN.wrong
OF_THE_NOTEBOOK = np.random.default_rng(0).normal(size=(120, 2))  # X, as the notebook has it


@right
def vectorised(X, centroids):
    return np.linalg.norm(X[:, None] - centroids, axis=2).argmin(axis=1)


@right
def with_two_loops(X, centroids):
    labels = []
    for x in X:
        best, label = float("inf"), None
        for j, c in enumerate(centroids):
            distance = math.dist(x, c)
            if distance < best:
                best, label = distance, j
        labels.append(label)
    return labels


@right
def a_tuple_of_labels(X, centroids):
    return tuple(
        min(range(len(centroids)), key=lambda j: sum((a - b) ** 2 for a, b in zip(x, centroids[j]))) for x in X
    )


@right
def whole_numbers_written_as_floats(X, centroids):
    return cdist(X, centroids).argmin(axis=1).astype(float)


@right
def squares_multiplied_out(X, centroids):
    return ((centroids**2).sum(axis=1) - 2 * X @ centroids.T).argmin(axis=1)


@right
def one_centroid_after_the_other(X, centroids):
    labels, best = np.zeros(len(X), dtype=int), np.full(len(X), np.inf)
    for j in range(len(centroids)):
        distance = np.hypot.reduce(X - centroids[j], axis=1)
        nearer = distance < best
        labels[nearer], best[nearer] = j, distance[nearer]
    return labels


@right
def by_sorting(X, centroids):
    return [sorted((np.sum((x - c) ** 2), j) for j, c in enumerate(centroids))[0][1] for x in X]


@right
def with_the_distance_as_a_key(X, centroids):
    labels = []
    for x in X.tolist():
        found = {}
        for j, c in enumerate(centroids.tolist()):
            found.setdefault(math.dist(x, c), j)
        labels.append(found[min(found.keys())])
    return labels


@right
def by_recursion(X, centroids):
    if len(X) == 0:
        return []
    return [int(np.argmin(((X[0] - centroids) ** 2).sum(axis=1)))] + list(by_recursion(X[1:], centroids))


class _Model:
    def predict(self, X, centroids):
        return np.apply_along_axis(lambda x: np.abs((x - centroids) ** 2).sum(1).argmin(), 1, X)


right(_Model().predict)
right(functools.partial(lambda power, X, centroids: (np.abs(X[:, None] - centroids) ** power).sum(2).argmin(1), 2))


@wrong("labels start at 1")
def counted_from_one(X, centroids):
    return cdist(X, centroids).argmin(axis=1) + 1


@wrong("farthest away")
def the_farthest(X, centroids):
    return cdist(X, centroids).argmax(axis=1)


@wrong("one per centroid; ask it the other way round")
def the_nearest_point_of_each_centroid(X, centroids):
    return cdist(X, centroids).argmin(axis=0)


@wrong("a single number")
def the_smallest_of_all(X, centroids):
    return cdist(X, centroids).argmin()


@wrong("a table of 5 × 3")
def all_distances(X, centroids):
    return cdist(X, centroids)


@wrong("how far the nearest centroid is; what is wanted is which one")
def the_distance_and_not_which(X, centroids):
    return cdist(X, centroids).min(axis=1)


@wrong("how far the nearest centroid is, squared")
def the_squared_distance_and_not_which(X, centroids):
    return (cdist(X, centroids) ** 2).min(axis=1)


@wrong("one row of coordinates per point")
def the_nearest_centroid_itself(X, centroids):
    return centroids[cdist(X, centroids).argmin(axis=1)]


@wrong("a column")
def a_column(X, centroids):
    return cdist(X, centroids).argmin(axis=1)[:, None]


@wrong("a single 1 in each row")
def one_hot(X, centroids):
    return np.eye(len(centroids))[cdist(X, centroids).argmin(axis=1)]


@wrong("coordinate 0 of the points alone")
def along_x_only(X, centroids):
    return cdist(X[:, :1], centroids[:, :1]).argmin(axis=1)


@wrong("coordinate 1 of the points alone")
def along_y_only(X, centroids):
    return cdist(X[:, 1:2], centroids[:, 1:2]).argmin(axis=1)


@wrong("first two coordinates")
def two_coordinates(X, centroids):
    return [
        min(range(len(centroids)), key=lambda j: math.hypot(x[0] - centroids[j][0], x[1] - centroids[j][1])) for x in X
    ]


@wrong("never negative")
def signed_differences(X, centroids):
    return (X[:, None] - centroids).sum(axis=2).argmin(axis=1)


@wrong("cancel each other")
def the_size_of_the_sum(X, centroids):
    return np.abs((X[:, None] - centroids).sum(axis=2)).argmin(axis=1)


@wrong("wrong axis")
def summed_over_centroids(X, centroids):
    return ((X[:, None] - centroids) ** 2).sum(axis=1).argmin(axis=1)


@wrong("city blocks")
def city_blocks(X, centroids):
    return cdist(X, centroids, "cityblock").argmin(axis=1)


@wrong("only the largest")
def largest_difference(X, centroids):
    return cdist(X, centroids, "chebyshev").argmin(axis=1)


@wrong("in whose direction they lie")
def by_direction(X, centroids):
    return (X @ centroids.T).argmax(axis=1)


@wrong("how far point and centroid are from the origin")
def by_how_far_out(X, centroids):
    return [np.argmin([abs(math.hypot(*x) - math.hypot(*c)) for c in centroids]) for x in X]


@wrong("far from every centroid get a wrong label|ten million|10,000,000 times")
def a_bound_of_ten(X, centroids):
    labels = []
    for x in X:
        best, label = 10, 0
        for j, c in enumerate(centroids):
            distance = math.dist(x, c)
            if distance < best:
                best, label = distance, j
        labels.append(label)
    return labels


@wrong("far from every centroid get a wrong label")
def a_bound_of_ten_for_squares(X, centroids):
    labels = []
    for x in X:
        best, label = 10, 0
        for j, c in enumerate(centroids):
            squared = sum((x - c) ** 2)
            if squared < best:
                best, label = squared, j
        labels.append(label)
    return labels


@wrong("not large enough for every board")
def a_bound_of_999999(X, centroids):
    labels = []
    for x in X:
        best, label = 999999, 0
        for j, c in enumerate(centroids):
            if math.dist(x, c) < best:
                best, label = math.dist(x, c), j
        labels.append(label)
    return labels


@wrong("rounded")
def rounded_distances(X, centroids):
    return np.round(cdist(X, centroids), 6).argmin(axis=1)


@wrong("None among its numbers")
def none_where_nothing_is_near(X, centroids):
    labels = [None] * len(X)
    for i, x in enumerate(X):
        for j, c in enumerate(centroids):
            if math.dist(x, c) < 1.2:
                labels[i] = j
    return labels


@wrong("still counts for the next")
def a_search_that_goes_on(X, centroids):
    best, label, labels = float("inf"), 0, []
    for x in X:
        for j, c in enumerate(centroids):
            if math.dist(x, c) < best:
                best, label = math.dist(x, c), j
        labels.append(label)
    return labels


@wrong("returns a dict, as the functions of the blog post do")
def the_dict_of_the_post(X, centroids):
    clusters = {}
    for x in X:
        best = min([(i, np.linalg.norm(x - centroids[i])) for i in range(len(centroids))], key=lambda t: t[1])[0]
        clusters.setdefault(best, []).append(x)
    return clusters


@wrong("key of a dict")
def points_as_keys(X, centroids):
    return {x: np.argmin(cdist([x], centroids)) for x in X}


@wrong("different things at once")
def labels_and_distances(X, centroids):
    distances = cdist(X, centroids)
    return distances.argmin(axis=1), distances


@wrong(r"Shapes \(5,2\) and \(3,2\) do not fit together")
def broadcasting(X, centroids):
    return ((X - centroids) ** 2).sum(axis=1)


@wrong("cannot calculate list - list")
def lists(X, centroids):
    return [np.argmin([sum((x - c) ** 2) for c in centroids.tolist()]) for x in X.tolist()]


@wrong("There is no entry 5 among 5")
def a_hundred_and_twenty_points(X, centroids):
    return [cdist([X[i]], centroids).argmin() for i in range(120)]


@wrong("another, or is the number fixed")
def the_points_of_the_notebook(points, centroids):
    return cdist(OF_THE_NOTEBOOK, centroids).argmin(axis=1)


@wrong("go up to 2|There is no entry")
def three_centroids(X, centroids):
    return cdist(X, centroids[:3]).argmin(axis=1)


@wrong("last centroid never gets a point")
def one_centroid_short(X, centroids):
    return cdist(X, centroids[: max(1, len(centroids) - 1)]).argmin(axis=1)


@wrong("All points get the label 0")
def all_zero(X, centroids):
    return np.zeros(len(X))


@wrong("nearest to their middle")
def one_for_all(X, centroids):
    return [((X.mean(axis=0) - centroids) ** 2).sum(axis=1).argmin()] * len(X)


@wrong("another centroid is at")
def in_turn(X, centroids):
    return np.arange(len(X)) % len(centroids)


@wrong("equally near")
def the_last_of_equals(X, centroids):
    return len(centroids) - 1 - cdist(X, centroids[::-1]).argmin(axis=1)


@wrong("equally near")
def less_or_equal(X, centroids):
    labels = []
    for x in X:
        best, label = float("inf"), 0
        for j, c in enumerate(centroids):
            if math.dist(x, c) <= best:
                best, label = math.dist(x, c), j
        labels.append(label)
    return labels


@wrong("not an array of numbers")
def words(X, centroids):
    return ["left"] * len(X)


@wrong("returns a generator")
def one_at_a_time(X, centroids):
    for x in X:
        yield cdist([x], centroids).argmin()


@wrong("comes to its end and gives back nothing")
def printed_only(X, centroids):
    print(cdist(X, centroids).argmin(axis=1))


@wrong("asked whether it is true")
def comparing_arrays(X, centroids):
    labels = []
    for x in X:
        best = centroids[0]
        for c in centroids:
            if abs(x - c) < abs(x - best):
                best = c
        labels.append(list(centroids).index(best))
    return labels


@wrong("Your function is not given `k`")
def a_name_that_is_not_there(X, centroids):
    return [min(range(k), key=lambda j: math.dist(x, centroids[j])) for x in X]  # noqa: F821


@wrong("inside the loop")
def a_return_inside_the_loop(X, centroids):
    labels = []
    for x in X:
        labels.append(cdist([x], centroids).argmin())
        return labels


@wrong("second nearest")
def the_second_nearest(X, centroids):
    return np.argsort(cdist(X, centroids), axis=1)[:, 1]


@wrong("a row for each centroid")
def distances_the_other_way_round(X, centroids):
    return cdist(centroids, X)


@wrong("returns a map")
def mapped(X, centroids):
    return map(lambda x: cdist([x], centroids).argmin(), X)


@wrong("with 3 centroids, labels are whole numbers from 0 to 2")
def the_place_in_a_flat_table(X, centroids):
    return [np.abs(x - centroids).argmin() for x in X]


@right
def with_pandas(X, centroids):
    return pd.DataFrame(cdist(X, centroids)).idxmin(axis=1)


@wrong("two things of 5 values, as labels and distances")
def labels_and_the_nearest_distances(X, centroids):
    distances = cdist(X, centroids)
    return distances.argmin(axis=1), distances.min(axis=1)


@wrong("return the labels alone, one after the other")
def a_row_in_a_table(X, centroids):
    return cdist(X, centroids).argmin(axis=1)[None]


@wrong("lies exactly on a point")
def the_nearest_that_is_not_the_point_itself(X, centroids):
    distances = cdist(X, centroids)
    distances[distances == 0] = np.inf
    return distances.argmin(axis=1)


@wrong(r"\^ is not a power; \*\* is")
def a_hat_for_a_power(X, centroids):
    return ((X[:, None] - centroids) ^ 2).sum(axis=2).argmin(axis=1)


@wrong("a list grows by append")
def a_place_in_an_empty_list(X, centroids):
    labels = []
    for i in range(len(X)):
        labels[i] = cdist(X[[i]], centroids).argmin()
    return labels


@wrong("more values than names.*fixed")
def two_coordinates_by_name(X, centroids):
    return [np.argmin([(x - a) ** 2 + (y - b) ** 2 for a, b in centroids]) for x, y in X]


@wrong("is a class")
class AClass:
    def __init__(self, X, centroids):
        self.labels = cdist(X, centroids).argmin(axis=1)


@right
def numbers_as_objects(X, centroids):
    return cdist(X, centroids).argmin(axis=1).astype(object)


@wrong("equally near")
def any_of_equals(X, centroids):
    rng = np.random.default_rng()
    return [rng.choice(np.flatnonzero(row == row.min())) for row in cdist(X, centroids)]


@wrong("another centroid is at")
def multiplied_out_without_the_two(X, centroids):
    return ((centroids**2).sum(axis=1) - X @ centroids.T).argmin(axis=1)


@wrong("another centroid is at")
def standardised(X, centroids):
    return cdist(X / X.std(axis=0), centroids / X.std(axis=0)).argmin(axis=1)


@wrong("another centroid is at")
def to_the_fourth(X, centroids):
    return ((X[:, None] - centroids) ** 4).sum(axis=2).argmin(axis=1)


@wrong("Only your last point.*end")
def a_loop_that_ends_early(X, centroids):
    labels = np.zeros(len(X), dtype=int)
    for i in range(len(X) - 1):
        labels[i] = cdist(X[[i]], centroids).argmin()
    return labels


@wrong("Only your first point.*begin")
def a_loop_that_begins_late(X, centroids):
    labels = np.zeros(len(X), dtype=int)
    for i in range(1, len(X)):
        labels[i] = cdist(X[[i]], centroids).argmin()
    return labels


@right
def in_bytes(X, centroids):
    return np.argmax(-cdist(X, centroids), axis=1).astype(np.uint8)
