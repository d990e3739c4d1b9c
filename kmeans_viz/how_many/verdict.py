"""Where four methods agree and disagree, in plain words.

`compared` takes their `KScores`, and returns a `Verdict`: the K that most of them suggest, a headline and an
explanation. The other functions word what is told beside that: sizes, and points far away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.how_many.far import tiny_clusters
from kmeans_viz.how_many.fits import Fit
from kmeans_viz.how_many.scores import SILHOUETTE_WEAK, KScores
from kmeans_viz.inputs import Points

_MOST_SIZES = 12  # to list one by one
_MOST_COORDINATES = 3  # of a point that is told by its place


class Verdict(NamedTuple):
    """What four methods say together."""

    k: int
    tied: tuple[int, ...]
    headline: str
    words: str


def compared(elbow: KScores, gap: KScores, fk: KScores, silhouette: KScores) -> Verdict:
    """Return the K with most votes, a headline on how far the methods agree, and an explanation.

    "No clusters" counts as K = 1. A tie goes to nobody: `tied` then holds every K with most votes, and the headline
    and the words tell them all. `k` must be one number, so it is then what the first of these says: the gap
    statistic, f(K), the silhouette, the elbow. The first two compare the data with data without clusters.
    """
    camps: dict[int, list[KScores]] = {}
    for scores in (gap, fk, silhouette, elbow):
        camps.setdefault(scores.suggested or 1, []).append(scores)
    most = max(map(len, camps.values()))
    leading = [k for k, camp in camps.items() if len(camp) == most]
    tied = tuple(sorted(leading))
    return Verdict(leading[0], tied, _headline(tied, camps), _advice(tied, camps, gap, silhouette))


def sizes_told(tied: tuple[int, ...], fits: tuple[Fit, ...]) -> str:
    """Return how many points the clusters have, for each K with most votes, and which clusters are tiny."""
    told = []
    for k in tied:
        if k > 1:
            sizes = np.sort(np.bincount(fits[k - 1].labels, minlength=k))[::-1].tolist()
            listed = _listed([f"{size:,}" for size in sizes]) if k <= _MOST_SIZES else f"{sizes[-1]:,} to {sizes[0]:,}"
            told.append(f"The {k} clusters have {listed} points{_tiny_told(fits[k - 1].labels)}.")
    return " ".join(told)


def told_without_far(far: Points, every: str, others: tuple[str, str], k: int, k_of_all: int) -> tuple[str, str]:
    """Return the headline and the words about a board with points far away.

    Parameters
    ----------
    far : numpy.ndarray
        ``(m, d)``: the points far away.
    every : str
        The headline about all points.
    others : tuple of str
        The headline and the words about all points but those far away.
    k : int
        The K that most methods suggest without them.
    k_of_all : int
        With how many clusters k-means finds the same groups among all points.
    """
    m, d = far.shape
    it, its, lie = ("it", "a cluster of its own", "lies") if m == 1 else ("them", "clusters of their own", "lie")
    place = f" at ({', '.join(f'{x:.4g}' for x in far[0])})" if m == 1 and d <= _MOST_COORDINATES else ""
    away = "the point far away" if m == 1 else f"the {m:,} points far away"
    inner = others[0][0].lower() + others[0][1:]
    headline = f"{'With and without' if every == others[0] else 'Without'} {away}: {inner}"
    words = [f"{'One point' if m == 1 else f'{m:,} points'}{place} {lie} far from all others."]
    if every != others[0]:
        words.append(f"With {it}, {every[0].lower()}{every[1:]}")
    if k_of_all > k > 1:
        words.append(f"k-means gives {it} {its}, so it takes K = {k_of_all} to find the {k} groups among all points.")
    return headline, " ".join([*words, others[1]])


def _headline(tied: tuple[int, ...], camps: dict[int, list[KScores]]) -> str:
    """Return a sentence on which methods suggest the K of `tied`, and what the others suggest."""
    if len(camps) == 1:
        return f"All four methods {_says(tied[0], 2)}."
    start = "No two methods agree: " if len(camps) == 4 else "A tie: " if len(tied) > 1 else ""
    parts = []
    for candidate in (*tied, *sorted(set(camps) - set(tied))):
        camp = camps[candidate]
        if len(camp) == 3:
            parts.append(f"three of four methods {_says(candidate, 3)}")
        else:
            parts.append(f"{_names(camp)} {_says(candidate, len(camp), short=bool(parts))}")
    text = start + "; ".join(parts) + "."
    return text if text[:2] == "f(" else text[0].upper() + text[1:]


def _advice(tied: tuple[int, ...], camps: dict[int, list[KScores]], gap: KScores, silhouette: KScores) -> str:
    """Return a few sentences on what the votes mean for the data."""
    if len(camps) == 1 and tied == (1,):
        return "k-means cuts any data into K parts, but here the parts would mean nothing."
    if len(camps) == 1:
        return "The methods ask different questions, so where they agree the answer is as sure as it gets."
    sentences = []
    if len(tied) > 1:
        stops = "; ".join(f"{scores.method}: {scores.stop}" for camp in camps.values() for scores in camp)
        sentences.append(f"Votes do not settle this. Where the rules stopped: {stops}.")
    elif tied == (1,):
        who = "most" if len(camps[1]) > 2 else "two of the four"
        sentences.append(
            f"k-means cuts any data into K parts; {who} methods find nothing here that sets the parts apart."
        )
    elif camps.get(1) == [gap] and gap.values.argmax() > 0:
        sentences.append(
            "The gap statistic stops at K = 1 because K = 2 fits no better; where groups stand evenly apart, "
            "that hides a larger K."
        )
    elif 1 in camps:
        sentences.append(
            "Not all of them see clusters: the groups may overlap, have shapes that k-means cannot find, "
            "or not be there."
        )
    else:
        low, high = min(camps), max(camps)
        sentences.append(
            "All of them see clusters; how many depends on how closely one looks: "
            f"{low} at the coarsest, {high} at the finest."
        )
    value = 1.0 if silhouette.suggested is None else float(silhouette.values[silhouette.suggested - 1])
    if value <= SILHOUETTE_WEAK:
        sentences.append(f"The silhouette's {value:.2f} is low: a weak structure, perhaps an artificial one.")
    return " ".join(sentences)


def _tiny_told(labels: NDArray[np.int32]) -> str:
    """Return a clause on the tiny clusters; "" if there are none."""
    sizes = sorted(np.bincount(labels)[tiny_clusters(labels)].tolist())
    if not sizes:
        return ""
    listed = _listed([f"{size:,}" for size in sizes])
    which = f"that of {listed} is tiny" if len(sizes) == 1 else f"those of {listed} are tiny"
    return f"; {which}, perhaps errors or exceptions, so look at {'it' if len(sizes) == 1 else 'them'} first"


def _says(k: int, methods: int, *, short: bool = False) -> str:
    plural = methods > 1
    if k == 1:
        return "find no clusters" if plural else "finds no clusters"
    return f"{'say' if plural else 'says'} {k}{'' if short else ' clusters'}"


def _names(camp: list[KScores]) -> str:
    names = [scores.method if scores.method == "f(K)" else f"the {scores.method}" for scores in camp]
    return " and ".join(names)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
