"""Dates as people write them: `read_dates` takes the different fields of a column, and returns days since 1970."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TIME = (
    r"(?:(?:[T ]\s*|,\s*)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
    r"(?:\s*(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_NAME = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_ISO = re.compile(rf"\d{{4}}([-/.])\d{{1,2}}(?:\1\d{{1,2}}{_TIME})?")
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(?:\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(
    rf"{_DAY_NAME}(?:\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}[ ,-]+\d{{2,4}}"
    rf"|{_MONTH}[ -]\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|{_MONTH}[ -]\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")
_LONGEST = 60  # characters; what is longer is text, and patterns need not search it
_DAY_NS = 86_400_000_000_000


@dataclass(frozen=True)
class Dates:
    """The fields of a column as days, or as hours."""

    values: NDArray[np.float64]
    """Days since 1970-01-01, or hours; NaN where a field is neither."""
    unit: str
    """"days" or "hours"."""
    assumed: str = ""
    """Which of day and month was taken to come first, where no field tells."""


def read_dates(fields: Sequence[str]) -> Dates | None:
    """Return the dates in the different fields of a column; None unless most of them are dates, or times of a clock.

    Examples
    --------
    >>> read_dates(["1970-01-03", "1970-01-02T12:00:00Z"]).values.tolist()
    [2.0, 1.5]
    >>> read_dates(["3/25/2021", "4/1/2021"]).values.tolist()
    [18711.0, 18718.0]
    """
    texts = [" ".join(field.split()) if len(field) <= _LONGEST else "" for field in fields]
    clocks = [_CLOCK.fullmatch(text) for text in texts]
    if 2 * sum(found is not None for found in clocks) > len(texts):
        return Dates(np.array([np.nan if found is None else _hours(found) for found in clocks]), "hours")
    iso = [_ISO.fullmatch(text) is not None for text in texts]
    numeric = [_NUMERIC.fullmatch(text) for text in texts]
    is_date = [
        is_iso or found is not None or _NAMED.fullmatch(text) is not None
        for text, is_iso, found in zip(texts, iso, numeric, strict=True)
    ]
    if 2 * sum(is_date) <= len(texts):
        return None
    known = [text for text, is_one in zip(texts, is_date, strict=True) if is_one]
    day_first, assumed = _order([found for found in numeric if found])
    values = np.full(len(texts), np.nan)
    values[np.flatnonzero(is_date)] = _days(known, day_first, all(iso) and all("-" in text for text in known))
    return Dates(values, "days", assumed)


def days_of(moments: Any) -> NDArray[np.float64]:
    """Return days since 1970-01-01 for a pandas series of moments; NaN where one is missing."""
    import pandas as pd

    moments = pd.Series(moments)
    if getattr(moments.dt, "tz", None) is not None:
        moments = moments.dt.tz_convert("UTC").dt.tz_localize(None)
    whole = moments.to_numpy().astype("datetime64[ns]")
    days = whole.astype(np.int64) / _DAY_NS
    days[np.isnat(whole)] = np.nan
    return days


def date_of(days: float) -> str:
    """Return the date, and the time unless it is midnight, that lies `days` after 1970-01-01."""
    moment = np.datetime64(round(days * 86_400), "s")
    text = str(moment).replace("T", " ")
    return text.removesuffix(" 00:00:00")


def _hours(found: re.Match[str]) -> float:
    # "1:23" is read as hours and minutes, as on a clock; with three parts, the last are seconds.
    return int(found[1]) + int(found[2]) / 60 + float(found[3] or 0) / 3600


def _order(found: Sequence[re.Match[str]]) -> tuple[bool, str]:
    """Return whether the day comes before the month in dates such as 3.4.2020, and words if no field tells."""
    firsts = max((int(match[1]) for match in found), default=0)
    seconds = max((int(match[3]) for match in found), default=0)
    if firsts > 12 or seconds > 12 or not found:
        return firsts > 12, ""
    day_first = found[0][2] == "."
    return day_first, f"{found[0][0].split(' ')[0]} is read with the {'day' if day_first else 'month'} first"


def _days(texts: Sequence[str], day_first: bool, is_iso: bool) -> NDArray[np.float64]:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moments = pd.to_datetime(
            pd.Series(texts, dtype=object),
            format="ISO8601" if is_iso else "mixed",
            dayfirst=day_first,
            utc=True,
            errors="coerce",
        )
    return days_of(moments)
