"""What a column holds: numbers, an id, a counter, years, answers of yes and no, dates, words or text.

`read_column` takes a column of a file, and returns its numbers, what kind of column it is, and whether it counts if
nobody asks for it by name. k-means measures distances, so a column counts by itself only if "twice as far apart" means
something in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dates import days_of, read_dates
from kmeans_viz.data.dialect import as_float, is_gap
from kmeans_viz.data.numerals import looks_like_a_number, read_numerals

if TYPE_CHECKING:
    import pandas as pd

MOST_WORDS = 20
"""The most different words of a column that can become columns of 0 and 1."""
_SAMPLE = 1000  # fields that are looked at before all of them are
_FEW = 10  # rows; fewer show no counter
_IDS = {
    "id", "ids", "uuid", "guid", "key", "pk", "code", "zip", "zipcode", "postcode", "postal", "plz", "phone",
    "telephone", "fips", "isbn", "ean", "upc", "sku", "iban", "ssn", "barcode", "userid", "customerid", "orderid",
    "objectid", "rowid", "postleitzahl", "telefon", "kennung",
}  # fmt: skip
# The last word of a name such as "sample number".
_NUMBERED = ("number", "nr", "num", "nummer", "no", "numero", "número", "numéro")
_COUNTERS = {
    "",
    "index",
    "rownames",
    "row",
    "rows",
    "nr",
    "no",
    "number",
    "obs",
    "observation",
    "record",
    "unnamed 0",
    "sno",
}
_YEARS = {"year", "yr", "jahr", "annee", "année", "ano", "año", "anno", "jaar", "vintage"}
_ANSWERS = (
    {"yes", "no"}, {"y", "n"}, {"true", "false"}, {"t", "f"}, {"ja", "nein"}, {"oui", "non"}, {"si", "no"},
    {"sí", "no"}, {"0", "1"},
)  # fmt: skip
_TRUE = {"yes", "y", "true", "t", "ja", "oui", "si", "sí", "1"}
_SENTINELS = (-9.0, -99.0, -999.0, -9999.0, -99999.0, -999.9, -999.25, -9999.9, -1e30, -1e20, -32768.0)
_HIGH_SENTINELS = (99.0, 999.0, 9999.0, 99999.0, 999.9, 9999.9, 1e20, 1e30)


@dataclass(frozen=True, eq=False)
class Read:
    """A column that was read."""

    name: str
    kind: str
    why: str
    values: NDArray[np.float64] | None = None
    """``(n,)``: NaN where a row has no number; None if the column cannot be numbers."""
    counts: bool = False
    """Whether the column counts by itself."""
    how: str = ""
    assumed: str = ""
    n_gaps: int = 0
    n_unread: int = 0
    words: tuple[str, ...] = ()
    """The different words of a column that can become columns of 0 and 1."""
    plain: bool = True
    """Whether the numbers are those that version 0.1 read."""
    counted: bool = False
    """Whether the column counted by itself in version 0.1."""
    parts: tuple[int, ...] = ()
    """The numbers of the columns that this one is made of; none for a column of the file."""


def read_column(name: str, column: pd.Series[Any], decimal: str = ".", *, is_nameless: bool = False) -> Read:
    """Return a column with its numbers, its kind, and whether it counts by itself.

    Parameters
    ----------
    name : str
        What the file calls the column.
    column : pandas.Series
        Its fields: numbers, moments, or texts, of which an empty one is missing.
    decimal : str
        The decimal sign of the file.
    is_nameless : bool
        Whether the header has no name for it, as for row numbers.
    """
    n_gaps = int(column.isna().sum())
    if n_gaps == len(column):
        return Read(name, "empty", "has no field that is filled", None, n_gaps=n_gaps)
    kind = column.dtype.kind
    if kind == "b":
        return _answers(name, column.to_numpy(dtype=np.float64, na_value=np.nan), "True and False", 0)
    if kind == "M":
        return Read(name, "dates", _dated(), days_of(column), n_gaps=n_gaps, how="in days", plain=False)
    if kind in "iuf":
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return _judged(Read(name, "numbers", "", values, n_gaps=n_gaps, counted=not is_nameless), is_nameless)
    return _of_texts(name, column, decimal, is_nameless)


def _of_texts(name: str, column: pd.Series[Any], decimal: str, is_nameless: bool) -> Read:
    import pandas as pd

    codes, found = pd.factorize(column)
    texts = [str(text).strip() for text in found]
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    is_filled = np.array([not is_gap(text) for text in texts])
    n_gaps = len(column) - int(counts[is_filled].sum())
    filled = [text for text, is_one in zip(texts, is_filled, strict=True) if is_one]
    if not filled:
        return Read(name, "empty", "has no field that is filled", None, n_gaps=n_gaps)

    def spread(numbers: Any) -> NDArray[np.float64]:
        """Return a number for every row from one for each different filled field."""
        each = np.full(len(texts) + 1, np.nan)
        each[np.flatnonzero(is_filled)] = numbers
        return each[codes]

    weights = counts[is_filled]
    plain = np.array([as_float(text, decimal) for text in filled])
    n_plain = int(weights[~np.isnan(plain)].sum())
    n_filled = int(weights.sum())
    counted = 2 * n_plain > n_filled and not is_nameless
    lowered = {text.lower() for text in filled}
    if len(lowered) == 2 and lowered in _ANSWERS:
        values = spread([float(text.lower() in _TRUE) for text in filled])
        return replace(_answers(name, values, f"{filled[0]} and {filled[1]}", n_gaps), counted=counted)
    if 2 * n_plain <= n_filled:
        others = [text for text, value in zip(filled, plain, strict=True) if np.isnan(value)]
        if read_dates(others[:_SAMPLE]) is not None and (dates := read_dates(filled)) is not None:
            kind = "dates" if dates.unit == "days" else "times"
            return Read(
                name, kind, _dated(dates.unit), spread(dates.values), how=f"in {dates.unit}", assumed=dates.assumed,
                n_gaps=n_gaps, n_unread=_unread(dates.values, weights), plain=False,
            )  # fmt: skip
    read, how, assumed = plain, "", ""
    odd = [text for text, value in zip(filled, plain, strict=True) if np.isnan(value)]
    if any(looks_like_a_number(text) for text in odd[:_SAMPLE]):
        numerals = read_numerals(filled, decimal)
        if weights[~np.isnan(numerals.values)].sum() > n_plain:
            read, how, assumed = numerals.values, numerals.how, numerals.assumed
    n_unread = _unread(read, weights)
    if 2 * n_unread < n_filled:
        column_of = Read(
            name, "numbers", "", spread(read), how=how, assumed=assumed, n_gaps=n_gaps, n_unread=n_unread,
            plain=read is plain, counted=counted,
        )  # fmt: skip
        return _judged(column_of, is_nameless)
    return _wordy(name, filled, weights, n_gaps, n_filled - n_unread, None if n_unread == n_filled else spread(read))


def _unread(values: NDArray[np.float64], weights: NDArray[np.intp]) -> int:
    return int(weights[np.isnan(values)].sum())


def _wordy(
    name: str, filled: Sequence[str], weights: NDArray[np.intp], n_gaps: int, n_numbers: int, values: Any
) -> Read:
    """Return a column of words or of text; `n_numbers` of its fields are numbers."""
    n = int(weights.sum())
    some = f"; {n_numbers:,} of {n:,} fields are numbers" if n_numbers else ""
    if len(filled) == 1:
        return Read(name, "constant", f"the same in every row: {_short(filled[0])}", None, n_gaps=n_gaps)
    if len(filled) <= min(MOST_WORDS, max(2, n // 2)):
        words = tuple(sorted(filled))
        why = f"{len(words)} words: {', '.join(map(_short, words[:4]))}{', …' if len(words) > 4 else ''}{some}"
        return Read(name, "words", why, values, n_gaps=n_gaps, words=words)
    why = f"{len(filled):,} different texts, such as {_short(filled[0])}{some}"
    return Read(name, "text", why, values, n_gaps=n_gaps, n_unread=n - n_numbers)


def _answers(name: str, values: NDArray[np.float64], words: str, n_gaps: int) -> Read:
    return Read(name, "yes/no", f"only {words}", values, n_gaps=n_gaps, how="as 0 and 1", plain=False)


def _dated(unit: str = "days") -> str:
    return f"{'dates' if unit == 'days' else 'times of day'}, which count as {unit} if they are asked for"


def _judged(read: Read, is_nameless: bool) -> Read:
    """Return a column of numbers with its kind, and whether it counts by itself."""
    assert read.values is not None
    n = len(read.values)
    is_finite = np.isfinite(read.values)
    finite = read.values if is_finite.all() else read.values[is_finite]
    if len(finite) == 0:
        return replace(read, kind="empty", why="has no field that is a finite number")
    gaps = [value for value in {float(finite.min()), float(finite.max())} if _stands_for_a_gap(value, finite)]
    if gaps:
        is_gap_too = np.isin(read.values, gaps)
        n_gaps = read.n_gaps + int(is_gap_too.sum())
        said = " and ".join(f"{gap:g}" for gap in sorted(gaps))
        how = "; ".join(part for part in (read.how, f"{said} stands for a gap") if part)
        read = replace(read, values=np.where(is_gap_too, np.nan, read.values), n_gaps=n_gaps, how=how, plain=False)
        assert read.values is not None
        finite = read.values[np.isfinite(read.values)]
    low, high = float(finite.min()), float(finite.max())
    is_whole = bool((finite[:_SAMPLE] % 1 == 0).all() and (finite % 1 == 0).all())
    numbers = "whole numbers" if is_whole else "numbers"
    range_said = f"{_number(low)} to {_number(high)}"
    words = tokens(read.name)
    if low == high and n > 1:
        return replace(read, kind="constant", why=f"the same in every row: {_number(low)}")
    if is_whole and _is_counter(read.name, finite, is_nameless):
        return replace(read, kind="counter", why=f"counts the rows, {range_said}")
    if is_nameless:
        return replace(read, kind="row names", why=f"the header has no name for it; {numbers} from {range_said}")
    if is_whole and _is_id(words):
        return replace(read, kind="id", why=f"a name in digits, not a quantity; {range_said}")
    if is_whole and _YEARS & set(words) and 1000 <= low <= high <= 2200:
        return replace(read, kind="years", why=f"years from {range_said}")
    if is_whole and low == 0 and high == 1:
        return replace(read, kind="yes/no", why="only 0 and 1")
    if 2 * read.n_gaps > n:
        return replace(read, kind="mostly empty", why=f"{read.n_gaps / n:.0%} of it is empty")
    return replace(read, why=f"{numbers} from {range_said}", counts=True)


def _stands_for_a_gap(value: float, finite: NDArray[np.float64]) -> bool:
    """Tell whether the lowest or the highest number is plainly none: -999 below heights, 9999 above temperatures."""
    if value not in _SENTINELS and value not in _HIGH_SENTINELS:
        return False
    others = finite[finite != value]
    n = len(finite) - len(others)
    # 9 and 99 are also measured; 999 hardly ever, if all else is far from it.
    if len(others) < (3 if abs(value) >= 999 else 10) or (abs(value) < 999 and n < 2):
        return False
    low, high = float(others.min()), float(others.max())
    apart = max(low - value, value - high) > 2 * max(high - low, abs(low), abs(high))
    if low == high:
        return False
    if value < 0:
        return value in _SENTINELS and (apart or (low >= 0 and value <= -999 and n > 1))
    return value in _HIGH_SENTINELS and apart and n > 1


def _is_counter(name: str, finite: NDArray[np.float64], is_nameless: bool) -> bool:
    steps_by_one = len(finite) > 2 and finite[1] - finite[0] == 1 and bool((np.diff(finite) == 1).all())
    called_so = is_nameless or " ".join(tokens(name)) in _COUNTERS
    if called_so and len(finite) > 2:
        return steps_by_one or (len(finite) >= _FEW and bool((np.diff(finite) > 0).all()))
    return steps_by_one and finite[0] in (0, 1) and len(finite) >= _FEW


def _is_id(words: Sequence[str]) -> bool:
    if not words:
        return False
    is_number = len(words) > 1 and words[-1] in _NUMBERED  # the number of a sample, not of rooms
    is_number |= words[-1].endswith("nummer")
    return is_number or words[-1] in _IDS or words[0] in ("id", "zip", "postal", "phone")


def tokens(name: str) -> list[str]:
    """Return the words of a name in lower case: "CustomerID" has "customer" and "id"."""
    # macOS may write "ä" as "a" and two dots.
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", unicodedata.normalize("NFC", name))
    return re.findall(r"[^\W_]+", parts.lower())


def _number(value: float) -> str:
    return f"{value:.0f}" if value % 1 == 0 and abs(value) < 1e15 else f"{value:.6g}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 24 else text[:21] + "…"
