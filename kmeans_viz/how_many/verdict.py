"""Where four methods agree and disagree, in plain words.

`compared` takes their `KScores`, and returns the K that most of them suggest, a headline and an explanation.
"""

from __future__ import annotations

from kmeans_viz.how_many.scores import SILHOUETTE_WEAK, KScores


def compared(elbow: KScores, gap: KScores, fk: KScores, silhouette: KScores) -> tuple[int, str, str]:
    """Return the K with most votes, a headline on how far the methods agree, and an explanation.

    "No clusters" counts as K = 1. On a tie, the K of the gap statistic wins, then that of f(K), of the silhouette and
    of the elbow: the first two compare the data with data without clusters.
    """
    camps: dict[int, list[KScores]] = {}
    for scores in (gap, fk, silhouette, elbow):
        camps.setdefault(scores.suggested or 1, []).append(scores)
    # max returns the first of the largest, and the camps are in the order that decides a tie.
    k = max(camps, key=lambda candidate: len(camps[candidate]))
    return k, _headline(k, camps), _advice(k, camps, gap, silhouette)


def _headline(k: int, camps: dict[int, list[KScores]]) -> str:
    """Return a sentence on which methods suggest `k`, and what the others suggest."""
    if len(camps) == 1:
        return f"All four methods {_says(k, 2)}."
    start = "No two methods agree: " if len(camps) == 4 else ""
    order = [k, *sorted(other for other in camps if other != k)]
    parts = []
    for candidate in order:
        camp = camps[candidate]
        if len(camp) == 3:
            parts.append(f"three of four methods {_says(candidate, 3)}")
        else:
            parts.append(f"{_names(camp)} {_says(candidate, len(camp), short=bool(parts))}")
    text = start + "; ".join(parts) + "."
    return text if text[:2] == "f(" else text[0].upper() + text[1:]


def _advice(k: int, camps: dict[int, list[KScores]], gap: KScores, silhouette: KScores) -> str:
    """Return a few sentences on what the votes mean for the data."""
    if len(camps) == 1 and k == 1:
        return "k-means cuts any data into K parts, but here the parts would mean nothing."
    if len(camps) == 1:
        return "They ask different questions, so where they agree the answer is as sure as it gets."
    sentences = []
    if k == 1:
        who = "most" if len(camps[1]) > 2 else "two of the four" if len(camps[1]) == 2 else "some"
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


def _says(k: int, methods: int, *, short: bool = False) -> str:
    plural = methods > 1
    if k == 1:
        return "find no clusters" if plural else "finds no clusters"
    return f"{'say' if plural else 'says'} {k}{'' if short else ' clusters'}"


def _names(camp: list[KScores]) -> str:
    names = [scores.method if scores.method == "f(K)" else f"the {scores.method}" for scores in camp]
    return " and ".join(names)
