"""How each method gets from its numbers to a K: the values of its curve, the K it suggests, and the reason in words.

Each function takes the sums of squares or the mean silhouettes for K = 1, …, k_max, and returns a `KScores`. No k-means
is run here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import lock

Values = NDArray[np.float64]

BEND = 1.5
"""A bend counts as an elbow if it is this many times as sharp as that of evenly spread points."""
FK_BELOW = 0.85
"""A K is suggested only where f(K) is below this (Pham, Dimov & Nguyen 2005, section 3.2)."""
SILHOUETTE_ABOVE = 0.25
"""Up to here, "no substantial structure has been found" (Kaufman & Rousseeuw 1990, table 4 of chapter 2)."""
SILHOUETTE_WEAK = 0.5
"""Up to here, "the structure is weak and could be artificial" (in the same table)."""
_STRUCTURES = (
    (SILHOUETTE_WEAK, "a weak structure that could be artificial"),
    (0.7, "a reasonable structure"),
    (math.inf, "a strong structure"),
)


@dataclass(frozen=True, eq=False)
class KScores:
    """The values of one method for K = 1, …, k_max, the K that it suggests, and why."""

    method: str
    """"elbow", "gap statistic", "f(K)" or "silhouette"."""
    ks: NDArray[np.int64]
    """``(k_max,)``: 1, 2, …, k_max."""
    values: Values
    """``(k_max,)``: S_K in squared units of the data, Gap(K), f(K), or the mean silhouette; NaN where undefined."""
    errors: Values
    """``(k_max,)``: the standard error that comes from drawing at random: references (gap statistic), or a sample of
    more than 20,000 points (silhouette); 0 for a method that draws nothing."""
    suggested: int | None
    """The suggested K; None if the method finds no clusters."""
    reason: str
    """The reason for the suggestion, in one or two sentences."""
    stop: str = ""
    """Where the rule stopped, in a few words, such as "its curve bends most at K = 3"."""

    def __repr__(self) -> str:
        return f"<KScores: {self.method}, K = 1 to {len(self.ks)}, suggests {self.suggested}>"


def elbow_scores(sums: Values, d: int, *, floor: float, unit: float) -> KScores:
    """Return where the curve of the sums of squares bends most; `selection.elbow` explains the rule.

    Parameters
    ----------
    sums : numpy.ndarray
        ``(k_max,)``: S_1, S_2, …, none below `floor`.
    d : int
        The dimension of the points.
    floor : float
        The largest rounding error in a sum that should be 0.
    unit : float
        One unit of `sums` in squared units of the data.
    """
    values = np.where(sums > floor, sums, 0.0) * unit
    if len(sums) < 3:
        reason = "An elbow needs a K before it and one after it; use k_max >= 3."
        return _scores("elbow", values, None, reason, "it needs a third K")
    drops = -np.diff(sums)
    bends = drops[:-1] / np.maximum(drops[1:], floor)
    k = int(bends.argmax()) + 2
    bend, even = float(bends[k - 2]), (1 - 2 ** (-2 / d)) / (2 ** (-2 / d) - 3 ** (-2 / d))
    what = f"The curve bends most at K = {k}: the drop before is {_short(bend)} times the drop after"
    if bend <= BEND * even:
        why = f"not even {BEND} times the {_short(even)} of evenly spread points, so it is not an elbow"
        stop = f"the sharpest bend, {_short(bend)} at K = {k}, is below {_short(BEND * even)}"
        return _scores("elbow", values, None, f"{what}, {why}.", stop)
    stop = f"the curve bends most at K = {k}"
    return _scores("elbow", values, k, f"{what}; evenly spread points have {_short(even)}.", stop)


def gap_scores(sums: Values, references: Values) -> KScores:
    """Return the gap between the logarithms of the sums of squares and those of references without clusters.

    Tibshirani, Walther & Hastie (2001), section 3.

    Parameters
    ----------
    sums : numpy.ndarray
        ``(k_max,)``: S_1, S_2, … of the points, all above 0.
    references : numpy.ndarray
        ``(n_refs, k_max)``: the same sums for each reference set.
    """
    logs, k_max = np.log(references), len(sums)
    values = logs.mean(axis=0) - np.log(sums)
    errors = logs.std(axis=0) * math.sqrt(1 + 1 / len(references))
    enough = np.flatnonzero(values[:-1] >= values[1:] - errors[1:])
    if not len(enough):
        reason = f"The gap still rises at K = {k_max}, so there may be more clusters; try a larger k_max."
        return _scores("gap statistic", values, k_max, reason, f"the gap still rises at K = {k_max}", errors)
    k = int(enough[0]) + 1
    first, limit = values[k - 1], values[k] - errors[k]
    what = "a second cluster fits no better than it would without clusters" if k == 1 else "one more adds too little"
    reason = f"Gap({k}) = {first:.3f} is the first that is at least the next minus its error, {limit:.3f}: {what}."
    return _scores("gap statistic", values, k, reason, f"K = {k + 1} fits no better than K = {k}", errors)


def fk_scores(sums: Values, d: int, *, floor: float) -> KScores:
    """Return f(K); `selection.pham_fk` explains the formula, and `elbow_scores` the parameters."""
    expected = fk_alphas(d, len(sums)) * sums[:-1]
    values = np.r_[1.0, np.where(sums[:-1] > floor, sums[1:] / expected, 1.0)]
    k = int(values.argmin()) + 1
    lowest = float(values[k - 1])
    if lowest >= FK_BELOW:
        reason = f"No f(K) is below {FK_BELOW}; the lowest is f({k}) = {lowest:.3f}."
        return _scores("f(K)", values, None, reason, f"the lowest, {lowest:.2f} at K = {k}, is not below {FK_BELOW}")
    others = [str(other + 1) for other in np.flatnonzero(values < FK_BELOW) if other + 1 != k]
    also = f"; {', '.join(others)} would pass too" if others else ""
    reason = f"f({k}) = {lowest:.3f} is the lowest, and below {FK_BELOW}{also}."
    return _scores("f(K)", values, k, reason, f"f({k}) = {lowest:.2f} is the lowest")


def silhouette_scores(means: Values, errors: Values) -> KScores:
    """Return the mean silhouettes; `selection.silhouette` explains the rule.

    Parameters
    ----------
    means, errors : numpy.ndarray
        ``(k_max - 1,)``: the mean silhouettes of K = 2, 3, …, and their standard errors.
    """
    k = int(means.argmax()) + 2
    highest = float(means[k - 2])
    values, errors = np.r_[np.nan, means], np.r_[0.0, errors]
    if highest <= SILHOUETTE_ABOVE:
        reason = f"No mean silhouette exceeds {SILHOUETTE_ABOVE}; the highest is {highest:.3f}, for K = {k}."
        stop = f"the highest, {highest:.2f} at K = {k}, is not above {SILHOUETTE_ABOVE}"
        return _scores("silhouette", values, None, reason, stop, errors)
    kind = next(name for limit, name in _STRUCTURES if highest <= limit)
    reason = f"The mean silhouette is highest for K = {k}: {highest:.3f}, {kind}."
    return _scores("silhouette", values, k, reason, f"it is highest at K = {k}, {highest:.2f}", errors)


def fk_alphas(d: int, k_max: int) -> Values:
    """Return α_2, …, α_{k_max} of `selection.pham_fk`, ``(k_max - 1,)``, for d coordinates."""
    if d == 1:
        ks = np.arange(2.0, k_max + 1)
        return ((ks - 1) / ks) ** 2
    alphas = [1 - 3 / (4 * d)]
    while len(alphas) < k_max - 1:
        alphas.append(alphas[-1] + (1 - alphas[-1]) / 6)
    return np.array(alphas)


def _scores(
    method: str,
    values: Values,
    suggested: int | None,
    reason: str,
    stop: str,
    errors: Values | None = None,
) -> KScores:
    errors = np.zeros(len(values)) if errors is None else errors
    return KScores(method, lock(np.arange(1, len(values) + 1)), lock(values), lock(errors), suggested, reason, stop)


def _short(number: float) -> str:
    return f"{number:.1f}" if number < 100 else f"{number:,.0f}" if number < 1e6 else "over a million"
