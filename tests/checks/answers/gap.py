"""Answers to exercise 4, first part: ``gap(X, k_max, n_refs, rng, sum_of_squares)``."""

import math
import statistics
from collections import namedtuple

import numpy as np

import kmeans_viz as kv
from answers.book import Answers

GAP = Answers()
right, wrong = GAP.right, GAP.wrong


def box(X, rng):
    return rng.uniform(X.min(axis=0), X.max(axis=0), size=X.shape)


def made_of(combine, draw=box):
    """Return an answer that applies `combine` to W*_K of the references and W_K of the points, for each K."""

    def gap(X, k_max, n_refs, rng, sum_of_squares):
        references = [draw(X, rng) for _ in range(n_refs)]
        pairs = []
        for k in range(1, k_max + 1):
            pairs.append(combine(np.array([sum_of_squares(r, k) for r in references]), sum_of_squares(X, k)))
        return np.transpose(pairs)

    return gap


def value(references, w):
    return np.log(references).mean() - np.log(w)


def error(references):
    return np.log(references).std() * math.sqrt(1 + 1 / len(references))


solution = right(made_of(lambda references, w: (value(references, w), error(references))))


@right
def with_new_references_for_each_k(X, k_max, n_refs, rng, sum_of_squares):
    gaps, errors = [], []
    for k in range(1, k_max + 1):
        logs = [math.log(sum_of_squares(box(X, rng), k)) for _ in range(n_refs)]
        gaps.append(sum(logs) / n_refs - math.log(sum_of_squares(X, k)))
        errors.append(statistics.pstdev(logs) * (1 + 1 / n_refs) ** 0.5)
    return gaps, errors


@right
def two_rows(X, k_max, n_refs, rng, sum_of_squares):
    out = np.zeros((2, k_max))
    out[:] = solution(X, k_max, n_refs, rng, sum_of_squares)
    return out


@right
def scaled_by_hand(X, k_max, n_refs, rng, sum_of_squares):
    low, width = X.min(0), np.ptp(X, axis=0)
    references = low + width * rng.random((n_refs, *X.shape))
    logs = np.log([[sum_of_squares(r, k) for r in references] for k in 1 + np.arange(k_max)])
    gaps = logs.mean(axis=1) - [np.log(sum_of_squares(X, k)) for k in range(1, k_max + 1)]
    return gaps, np.sqrt((1 + 1 / n_refs) * logs.var(axis=1))


@right
def from_the_largest_k_down(X, k_max, n_refs, rng, sum_of_squares):
    references = [box(X, rng) for _ in range(n_refs)]
    gaps, errors = {}, {}
    for k in reversed(range(1, k_max + 1)):
        logs = np.log(list(map(lambda r: sum_of_squares(r, k=k), references)))  # noqa: C417
        gaps[k], errors[k] = np.mean(logs - np.log(sum_of_squares(X, k))), np.std(logs) * np.sqrt((n_refs + 1) / n_refs)
    return [gaps[k] for k in sorted(gaps)], [errors[k] for k in sorted(errors)]


@right
def in_half_the_precision(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X.astype(np.float32), k_max, n_refs, rng, sum_of_squares)


@right
def of_shuffled_points(X, k_max, n_refs, rng, sum_of_squares):
    return solution(rng.permutation(X), k_max, n_refs, rng, sum_of_squares)


@right
def point_by_point(X, k_max, n_refs, rng, sum_of_squares):
    n, d = X.shape

    def one():
        return [[rng.uniform(min(X[:, a]), max(X[:, a])) for a in range(d)] for _ in range(n)]

    references = [one() for _ in range(n_refs)]
    gaps, errors = np.zeros(k_max), np.zeros(k_max)
    for k in range(k_max):
        logs = [np.log(sum_of_squares(r, k + 1)) for r in references]
        gaps[k] = sum(logs) / n_refs - np.log(sum_of_squares(X.tolist(), k + 1))
        mean = sum(logs) / n_refs
        errors[k] = math.sqrt(sum((log - mean) ** 2 for log in logs) / n_refs) * math.sqrt(1 + 1 / n_refs)
    return gaps, errors


@right
def matrices(X, k_max, n_refs, rng, sum_of_squares):
    gaps, errors = solution(np.matrix(X), k_max, n_refs, rng, sum_of_squares)
    return np.matrix(gaps), np.matrix(errors).T


@right
def with_a_generator_for_each_reference(X, k_max, n_refs, rng, sum_of_squares):
    references = [box(X, own) for own in rng.spawn(n_refs)]
    logs = np.log([[sum_of_squares(r, k) for r in references] for k in range(1, k_max + 1)])
    gaps = logs.mean(axis=1) - np.log([sum_of_squares(X, k) for k in range(1, k_max + 1)])
    return namedtuple("Result", "gaps errors")(gaps, logs.std(axis=1) * np.sqrt(1 + 1 / n_refs))


def both(of_gap):
    return made_of(lambda references, w: (of_gap(references, w), error(references)))


def with_error(of_error):
    return made_of(lambda references, w: (value(references, w), of_error(references)))


wrong("wrong sign")(both(lambda references, w: -value(references, w)))
wrong("no error in it")(both(lambda references, w: value(references, w) - error(references)))
wrong("no error in it")(both(lambda references, w: value(references, w) - np.log(references).std()))
wrong("logarithm of a mean")(both(lambda references, w: np.log(references.mean()) - np.log(w)))
wrong("sums of squares themselves")(both(lambda references, w: references.mean() - w))
wrong("a ratio of the sums")(both(lambda references, w: references.mean() / w))
wrong("one logarithm by the other")(both(lambda references, w: np.log(references).mean() / np.log(w)))
wrong("base 10")(both(lambda references, w: np.log10(references).mean() - np.log10(w)))
wrong("base 2")(both(lambda references, w: np.log2(references).mean() - np.log2(w)))
wrong("are added up")(both(lambda references, w: np.log(references).sum() - np.log(w)))
wrong("after the subtraction")(both(lambda references, w: (np.log(references).sum() - np.log(w)) / len(references)))
wrong("points themselves are missing")(both(lambda references, w: np.log(references).mean()))
wrong("median")(both(lambda references, w: np.median(np.log(references)) - np.log(w)))
wrong("last reference")(both(lambda references, w: np.log(references[-1]) - np.log(w)))
wrong("divided by twice the dimension")(both(lambda references, w: value(references / 4, w)))
wrong("your gap is")(both(lambda references, w: np.sin(w)))
wrong("errors s_K: return both")(lambda *arguments: solution(*arguments)[0])
wrong("errors s_K: return both")(lambda *arguments: np.matrix(solution(*arguments)[0]))
wrong("By which factor|by which factor")(with_error(lambda references: np.log(references).std()))
wrong("divides by B − 1; the one of the paper")(
    with_error(lambda references: np.log(references).std(ddof=1) * math.sqrt(1 + 1 / len(references)))
)
wrong(r"yours is 1 \+ 1/B")(with_error(lambda references: np.log(references).std() * (1 + 1 / len(references))))
wrong("error of a mean")(with_error(lambda references: np.log(references).std() / math.sqrt(len(references))))
wrong(r"factor is √\(1 \+ B\)")(
    with_error(lambda references: np.log(references).std() * math.sqrt(1 + len(references)))
)
wrong("variance")(with_error(lambda references: np.log(references).var() * math.sqrt(1 + 1 / len(references))))
wrong("that of the sums of squares")(
    with_error(lambda references: references.std() * math.sqrt(1 + 1 / len(references)))
)
wrong("logarithm of a standard deviation")(
    with_error(lambda references: np.log(references.std()) * math.sqrt(1 + 1 / len(references)))
)
wrong("All your errors are 0")(with_error(lambda references: 0.0))


def drawing(draw):
    return made_of(lambda references, w: (value(references, w), error(references)), draw)


wrong("outside the box")(drawing(lambda X, rng: rng.uniform(size=X.shape)))
wrong("outside the box")(drawing(lambda X, rng: rng.uniform(X.min(), X.max(), size=X.shape)))
wrong("outside the box")(drawing(lambda X, rng: rng.normal(X.mean(axis=0), X.std(axis=0), X.shape)))
wrong("clusters and all")(drawing(lambda X, rng: rng.permuted(X, axis=0)))
wrong("only a part")(drawing(lambda X, rng: rng.uniform(7, 7.5, size=X.shape)))
wrong("along a line")(drawing(lambda X, rng: X.min(0) + np.ptp(X, axis=0) * rng.random((len(X), 1))))
wrong(r"points of shape \(10, 2\)")(drawing(lambda X, rng: rng.uniform(X.min(0), X.max(0), size=(10, 2))))
wrong("crowd in some part")(drawing(lambda X, rng: X.min(0) + np.ptp(X, axis=0) * rng.beta(3, 3, size=X.shape)))


@wrong("the same points")
def the_same_reference(X, k_max, n_refs, rng, sum_of_squares):
    reference = box(X, rng)
    return made_of(lambda references, w: (value(references, w), 0), lambda X, rng: reference)(
        X, k_max, n_refs, rng, sum_of_squares
    )


@wrong("0 clusters")
def from_zero(X, k_max, n_refs, rng, sum_of_squares):
    return [sum_of_squares(X, k) for k in range(k_max)]


@wrong("should return 4 gaps")
def one_short(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X, k_max - 1, n_refs, rng, sum_of_squares)


@wrong("should return 4 gaps")
def the_first_left_out(X, k_max, n_refs, rng, sum_of_squares):
    gaps, errors = solution(X, k_max, n_refs, rng, sum_of_squares)
    return gaps[1:], errors[1:]


@wrong("a pair for each K")
def pairs(X, k_max, n_refs, rng, sum_of_squares):
    return np.transpose(solution(X, k_max, n_refs, rng, sum_of_squares))


@wrong("never calls the sum_of_squares that it is given")
def with_another_sum_of_squares(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X, k_max, n_refs, rng, lambda X, k: 1.0)


@wrong("first the points, then how many")
def arguments_swapped(X, k_max, n_refs, rng, sum_of_squares):
    return [sum_of_squares(k, X) for k in range(1, k_max + 1)]


@wrong("X moved or scaled")
def standardised(X, k_max, n_refs, rng, sum_of_squares):
    return solution((X - X.mean(axis=0)) / X.std(axis=0), k_max, n_refs, rng, sum_of_squares)


@wrong("Another rng gives the same")
def with_a_seed_of_its_own(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X, k_max, n_refs, np.random.default_rng(0), sum_of_squares)


@wrong("same seed gives different")
def with_another_generator(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X, k_max, n_refs, np.random.default_rng(), sum_of_squares)


@wrong("asks about 10 references")
def ten_references(X, k_max, n_refs, rng, sum_of_squares):
    return solution(X, k_max, 10, rng, sum_of_squares)


@wrong("with 1 clusters|with 2 clusters|of a reference")
def references_never_asked(X, k_max, n_refs, rng, sum_of_squares):
    return [np.log(sum_of_squares(X, k)) for k in range(1, k_max + 1)]


@wrong("one K at a time")
def all_k_at_once(X, k_max, n_refs, rng, sum_of_squares):
    return np.log(sum_of_squares(X, np.arange(1, k_max + 1)))


@wrong("returns a dict")
def a_dict(X, k_max, n_refs, rng, sum_of_squares):
    gaps, _ = solution(X, k_max, n_refs, rng, sum_of_squares)
    return dict(enumerate(gaps, start=1))


@wrong("rng has no `rand`")
def of_older_tutorials(X, k_max, n_refs, rng, sum_of_squares):
    return sum_of_squares(rng.rand(*X.shape), 1)


@wrong("never calls")
def by_the_library(X, k_max, n_refs, rng, sum_of_squares):
    found = kv.gap_statistic(X, k_max, n_refs, seed=rng)
    return found.values, found.errors


wrong("lost their sign")(both(lambda references, w: abs(value(references, w))))
wrong("errors first")(lambda *arguments: solution(*arguments)[::-1])
wrong("3 things at once")(lambda *arguments: (*solution(*arguments), 3))
wrong("a standard deviation never is")(with_error(lambda references: -error(references)))
wrong(r"You divide by √\(1 \+ 1/B\)")(
    with_error(lambda references: np.log(references).std() / math.sqrt(1 + 1 / len(references)))
)


@wrong("called as sum_of_squares\\(points, k\\)")
def without_k(X, k_max, n_refs, rng, sum_of_squares):
    return sum_of_squares(X)


@wrong("a single number is given a list")
def a_logarithm_of_a_list(X, k_max, n_refs, rng, sum_of_squares):
    return [math.log([sum_of_squares(box(X, rng), k) for _ in range(n_refs)]) for k in range(1, k_max + 1)]


@wrong("returns a generator")
def one_after_the_other(X, k_max, n_refs, rng, sum_of_squares):
    for k in range(1, k_max + 1):
        yield math.log(sum_of_squares(X, k))


@wrong("never asks for .* with k = 1 and X as it is given:")
def the_references_take_the_name_of_the_points(X, k_max, n_refs, rng, sum_of_squares):
    for _ in range(n_refs):
        X = box(X, rng)
    return [-math.log(sum_of_squares(X, k)) for k in range(1, k_max + 1)]
