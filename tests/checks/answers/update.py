"""Answers to exercise 2: ``update(X, labels, centroids)``."""

import statistics
from collections import defaultdict

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from answers.book import Answers

UPDATE = Answers()
right, wrong = UPDATE.right, UPDATE.wrong


def each(of_one):
    """Return an `update` that applies `of_one` to the points of each cluster that has some."""

    def update(X, labels, centroids):
        return np.array([of_one(X[labels == j]) if (labels == j).any() else c for j, c in enumerate(centroids)])

    return update


means = right(each(lambda members: members.mean(axis=0)))


@right
def with_loops(X, labels, centroids):
    moved = []
    for j, old in enumerate(centroids):
        members = [x for x, label in zip(X, labels) if label == j]
        moved.append(sum(members) / len(members) if members else old)
    return moved


@right
def in_half_the_precision(X, labels, centroids):
    return means(X.astype(np.float32), labels, centroids.astype(np.float32))


@right
def by_a_product(X, labels, centroids):
    is_in = np.eye(len(centroids))[labels]
    sizes = is_in.sum(axis=0)
    return np.where(sizes[:, None] > 0, is_in.T @ X / np.maximum(sizes, 1)[:, None], centroids)


@right
def adding_at(X, labels, centroids):
    moved, sizes = np.zeros_like(centroids), np.bincount(labels, minlength=len(centroids))
    np.add.at(moved, labels, X)
    moved[sizes > 0] /= sizes[sizes > 0, None]
    moved[sizes == 0] = centroids[sizes == 0]
    return moved


@right
def with_pandas(X, labels, centroids):
    moved = pd.DataFrame(centroids)
    moved.update(pd.DataFrame(X).groupby(np.asarray(labels)).mean())
    return moved


@right
def number_by_number(X, labels, centroids):
    return tuple(
        [statistics.fmean(X[labels == j, a].tolist()) if j in labels else c[a] for a in range(len(c))]
        for j, c in enumerate(centroids)
    )


@right
def step_by_step(X, labels, centroids):
    moved, sizes = np.array(centroids), [0] * len(centroids)
    for x, j in zip(X, labels):
        sizes[j] += 1
        moved[j] += (x - moved[j]) / sizes[j] if sizes[j] > 1 else x - moved[j]
    return moved


@right
def masked(X, labels, centroids):
    hidden = np.ma.array(np.broadcast_to(X, (len(centroids), *X.shape)))
    hidden[labels != np.arange(len(centroids))[:, None]] = np.ma.masked
    return hidden.mean(axis=1).filled(np.nan_to_num(centroids))


wrong("sums of their points")(each(lambda members: members.sum(axis=0)))
wrong("number of coordinates")(each(lambda members: members.sum(axis=0) / members.shape[1]))
wrong("median")(each(lambda members: np.median(members, axis=0)))
wrong("outermost")(each(lambda members: (members.min(axis=0) + members.max(axis=0)) / 2))
wrong("one of their points")(each(lambda members: members[cdist(members, [members.mean(axis=0)]).argmin()]))
wrong("first of their points")(each(lambda members: members[0]))
wrong("last of their points")(each(lambda members: members[-1]))
wrong("as for a variance")(each(lambda members: members.sum(axis=0) / max(1, len(members) - 1)))
wrong("begin at 1")(each(lambda members: members.sum(axis=0) / (len(members) + 1)))
wrong("one number per centroid")(each(lambda members: members.mean()))
wrong("average squares")(each(lambda members: np.sqrt((members**2).mean(axis=0))))


@wrong("number of all points")
def divided_by_all(X, labels, centroids):
    return each(lambda members: members.sum(axis=0) / len(X))(X, labels, centroids)


@wrong("number of clusters")
def divided_by_k(X, labels, centroids):
    return each(lambda members: members.sum(axis=0) / len(centroids))(X, labels, centroids)


@wrong("its own points only")
def the_middle_of_all(X, labels, centroids):
    return [X.mean(axis=0)] * len(centroids)


@wrong("stay where they are")
def unmoved(X, labels, centroids):
    return centroids


@wrong("half the way")
def half_the_way(X, labels, centroids):
    return (centroids + means(X, labels, centroids)) / 2


@wrong("counts in your mean as if it were a point")
def the_old_place_counts(X, labels, centroids):
    return [np.mean([c, *X[labels == j]], axis=0) for j, c in enumerate(centroids)]


@wrong("begin at the old place")
def sums_on_top_of_the_old_place(X, labels, centroids):
    moved = centroids.copy()
    for x, j in zip(X, labels):
        moved[j] += x
    return moved / np.maximum(np.bincount(labels, minlength=len(moved)), 1)[:, None]


@wrong("how far each centroid moves")
def the_steps(X, labels, centroids):
    return means(X, labels, centroids) - centroids


@wrong("3 centroids go in and 2 come out")
def only_those_that_are_found(X, labels, centroids):
    return [X[labels == j].mean(axis=0) for j in np.unique(labels)]


@wrong("mean of nothing is nan")
def nan_for_an_empty_one(X, labels, centroids):
    return [X[labels == j].mean(axis=0) for j in range(len(centroids))]


@wrong("its centroid to the origin")
def zero_for_an_empty_one(X, labels, centroids):
    return [X[labels == j].sum(axis=0) / max(1, (labels == j).sum()) for j in range(len(centroids))]


@wrong("divides by zero")
def divided_by_nothing(X, labels, centroids):
    return [sum(X[labels == j]) / sum(1 for label in labels if label == j) for j in range(len(centroids))]


@wrong("the mean of all points takes its place")
def the_middle_for_an_empty_one(X, labels, centroids):
    return [X[labels == j].mean(axis=0) if j in labels else X.mean(axis=0) for j in range(len(centroids))]


@wrong("moves its centroid away")
def a_random_point_for_an_empty_one(X, labels, centroids):
    return [X[labels == j].mean(axis=0) if j in labels else X[0] for j in range(len(centroids))]


@wrong("rows and columns swapped")
def transposed(X, labels, centroids):
    return means(X, labels, centroids).T


@wrong("a single row")
def one_for_all(X, labels, centroids):
    return X.mean(axis=0)


@wrong("one row per point")
def one_for_each_point(X, labels, centroids):
    return means(X, labels, centroids)[labels]


@wrong("another order")
def in_order_of_appearance(X, labels, centroids):
    order = list(dict.fromkeys(labels.tolist()))
    return means(X, labels, centroids)[order + [j for j in range(len(centroids)) if j not in order]]


@wrong("blog post")
def a_dict(X, labels, centroids):
    moved = defaultdict(list)
    for x, j in zip(X, labels):
        moved[j].append(x)
    return {j: np.mean(members, axis=0) for j, members in moved.items()}


@wrong("whole numbers; the fractions are lost")
def whole_numbers(X, labels, centroids):
    moved = np.zeros(centroids.shape, dtype=int)
    for j in range(len(centroids)):
        moved[j] = X[labels == j].mean(axis=0) if j in labels else centroids[j]
    return moved


@wrong("Fractions do not fit")
def fractions_into_whole_numbers(X, labels, centroids):
    moved = np.zeros(centroids.shape, dtype=int)
    for x, j in zip(X, labels):
        moved[j] += x
    return moved


@wrong("Is that number fixed")
def three_clusters(X, labels, centroids):
    return [X[labels == j].mean(axis=0) for j in range(3)]


@wrong("There is no entry 6 among 6")
def a_hundred_and_twenty_points(X, labels, centroids):
    moved = np.zeros(centroids.shape)
    for i in range(120):
        moved[labels[i]] += X[i]
    return moved


@wrong("Only your last centroid|Only the first coordinate|come out")
def one_cluster_short(X, labels, centroids):
    moved = centroids.copy()
    for j in range(len(centroids) - 1):
        moved[j] = X[labels == j].mean(axis=0)
    return moved


@wrong("Only the first two coordinates of your centroids are right")
def two_coordinates(X, labels, centroids):
    moved = np.zeros(centroids.shape)
    for j in range(len(centroids)):
        moved[j, 0] = X[labels == j, 0].mean()
        moved[j, 1] = X[labels == j, 1].mean()
    return moved


@wrong("changes centroids")
def in_place(X, labels, centroids):
    for j in range(len(centroids)):
        centroids[j] = X[labels == j].mean(axis=0)
    return centroids


@wrong("comes to its end and gives back nothing")
def nothing_returned(X, labels, centroids):
    for j in range(len(centroids)):
        X[labels == j].mean(axis=0)


@wrong("do not fit together")
def compared_with_the_wrong_thing(X, labels, centroids):
    return [X[centroids == labels] for j in range(len(centroids))]


@wrong(r"Centroid 0 goes to \(1, 1\.5\)")
def a_little_off(X, labels, centroids):
    return means(X, labels, centroids) + np.array([0, 0.5])


@wrong("Shapes")
def subtracting_what_does_not_fit(X, labels, centroids):
    return X[labels] - centroids


wrong("largest coordinates")(each(lambda members: members.max(axis=0)))


@wrong("moves its centroid away|another order")
def those_without_points_at_the_end(X, labels, centroids):
    full = [j for j in range(len(centroids)) if j in labels]
    empty = [j for j in range(len(centroids)) if j not in labels]
    return [*(X[labels == j].mean(axis=0) for j in full), *centroids[empty]]


@wrong("whole numbers|is not the mean")
def rounded_to_one_place(X, labels, centroids):
    return np.round(means(X, labels, centroids), 1)


@wrong("a single row")
def only_the_last_is_kept(X, labels, centroids):
    for j in range(len(centroids)):
        moved = X[labels == j].mean(axis=0)
    return moved


@wrong("argument in the wrong place")
def a_mask_for_an_axis(X, labels, centroids):
    return np.array([np.mean(X, labels == j) for j in range(len(centroids))])


@wrong("all coordinates in one row")
def flat(X, labels, centroids):
    return means(X, labels, centroids).ravel()


@wrong("is not the mean of its points; 2 points are labelled 0")
def a_sum_of_zero_for_no_points(X, labels, centroids):
    sums = [X[labels == j].sum(axis=0) for j in range(len(centroids))]
    return [total / (labels == j).sum() if total.any() else centroids[j] for j, total in enumerate(sums)]


@wrong("finds no points of some label")
def the_same_object(X, labels, centroids):
    return [np.mean([x for x, label in zip(X, labels, strict=True) if label is j]) for j in range(len(centroids))]


@wrong(r"is not the mean of its points\.$")
def halfway_from_point_to_point(X, labels, centroids):
    moved = [None] * len(centroids)
    for x, j in zip(X, labels, strict=True):
        moved[j] = x if moved[j] is None else (moved[j] + x) / 2
    return [old if new is None else new for new, old in zip(moved, centroids, strict=True)]


@wrong("3 coordinates here, and your centroids 2")
def two_columns(X, labels, centroids):
    return means(X[:, :2], labels, centroids[:, :2])


@wrong("one point is labelled 0")
def a_lone_point_left_out(X, labels, centroids):
    return [X[labels == j].mean(axis=0) if (labels == j).sum() > 1 else old for j, old in enumerate(centroids)]
