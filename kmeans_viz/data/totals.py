"""Rows of sums: `totals_in` finds a row such as "Total", in which a spreadsheet adds up all others.

It is no row like the others, and would be a cluster of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TOTALS = {
    "total", "totals", "totale", "totaal", "totalt", "sum", "sums", "summe", "gesamt", "gesamtsumme", "insgesamt",
    "suma", "soma", "somme", "summa", "razem", "toplam", "итого", "всего", "合計", "合计", "总计", "總計", "총계",
}  # fmt: skip
_MOST_WORDS = 3  # as in "Grand total:"
_CLOSE = 1e-3  # of a sum, by which a total of rounded numbers may be off
_LEAST = 4  # rows; of fewer, one may well be the sum of the others
_MOST = 20  # rows whose names are looked at


def totals_in(
    values: NDArray[np.float64], fields_of: Callable[[Sequence[int]], Sequence[Sequence[Any]]]
) -> dict[int, str]:
    """Return what is wrong with the rows that are called a total and, in some column, hold the sum of the others.

    Parameters
    ----------
    values : numpy.ndarray
        ``(n, d)``: the numbers of all rows in the columns that count, NaN where one is missing.
    fields_of : callable
        Returns all fields of some rows, as the file has them.
    """
    if len(values) < _LEAST:
        return {}
    with np.errstate(invalid="ignore", over="ignore"):
        sums = np.where(np.isfinite(values), values, 0.0).sum(axis=0)
        is_sum = np.abs(2 * values - sums) <= _CLOSE * np.abs(sums)
    rows = np.flatnonzero((is_sum & (values != 0)).any(axis=1))[:_MOST].tolist()
    found: dict[int, str] = {}
    for index, fields in zip(rows, fields_of(rows) if rows else [], strict=True):
        name = next((field for field in fields if isinstance(field, str) and _is_total(field)), None)
        if name is not None:
            found[index] = f"{name.strip()!r} holds the sums of the other rows"
    return found


def _is_total(field: str) -> bool:
    words = field.casefold().replace(":", " ").split()
    return len(words) <= _MOST_WORDS and bool(_TOTALS & set(words))
