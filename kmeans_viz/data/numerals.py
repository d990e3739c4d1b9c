"""Numbers as people write them: with thousands, currencies, per cent, units, a decimal comma, or in brackets.

`read_numerals` takes the different fields of one column, and returns the number in each of them, and words about how
they were read. The column decides together: where one field can be read in two ways, the others tell which is meant.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dialect import as_float

_SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "’": "'", "−": "-", "–": "-", "％": "%"}
)
_CURRENCIES = (
    r"US\$|A\$|C\$|R\$|NZ\$|HK\$|[$€£¥₹₽₩₺₪฿₫₴₦₱¢]|USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL"
    r"|MXN|ZAR|RUB|TRY|KRW|SGD|HKD|Fr\.|Rs\.?|kr\.?|zł|Kč|Ft|R(?=[ \d])"
)
# A space may be between groups of digits, but a plain number comes first: "12 345" has a space, "12 5" is no number.
_FIELD = re.compile(
    rf"""(?P<open>\()?\s*
    (?P<sign>[-+])?\s*
    (?P<before>{_CURRENCIES})?\s*
    (?P<sign2>[-+])?
    (?P<body>\d[\d.,']*(?:[ ]\d{{3}}(?!\d)[\d.,']*)*|[.,]\d+)
    (?P<power>[eE][-+]?\d+)?
    (?P<minus>-)?\s*
    (?P<after>{_CURRENCIES})?
    (?P<unit>[^\d\s()+.,'-][^()]{{0,15}})?
    (?P<close>\))?\.?""",
    re.VERBOSE,
)
# Groups of three digits; in India, groups of two before the last three. Every group has the same sign before it.
_POINT = re.compile(
    r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}|\d{1,3}(?:'\d{3})+|\d{1,3}(?: \d{3})+)?(?:\.\d*)?"
)
_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:'\d{3})+|\d{1,3}(?: \d{3})+)?(?:,\d*)?")
# "1st" counts, "3 pm" is a time of day, and "12b" is the number of a house: none is a quantity with a unit.
_NO_UNIT = re.compile(r"(?:st|nd|rd|th|am|pm|a\.m\.|p\.m\.|[a-z])\Z|.*\d", re.IGNORECASE)
_UNITS = {"m", "g", "s", "h", "l", "t", "k", "°", "K", "W", "V", "A", "N", "J", "C", "F", '"', "µ", "Ω", "M", "B"}
_LONGEST = 60  # characters; what is longer is text, and patterns need not search it


@dataclass(frozen=True)
class Numerals:
    """The fields of a column as numbers."""

    values: NDArray[np.float64]
    """One for each field; NaN where it is not a number."""
    how: str
    """What was done to the fields, in words; "" if they are plain numbers."""
    assumed: str = ""
    """What could have been meant otherwise, in words."""


@dataclass(frozen=True)
class _Field:
    body: str
    power: str
    negative: bool
    bracket: bool
    currency: str
    unit: str


def looks_like_a_number(text: str) -> bool:
    """Tell whether one field alone can be a number as people write them.

    Examples
    --------
    >>> [looks_like_a_number(text) for text in ("$1,234.50", "12 km", "(5)", "2020-01-05", "B 12")]
    [True, True, True, False, False]
    """
    field = _split(text)
    return field is not None and (_is(_POINT, field.body) or _is(_COMMA, field.body))


def read_numerals(fields: Sequence[str], decimal: str = ".") -> Numerals:
    """Return the numbers in the different fields of a column.

    Parameters
    ----------
    fields : sequence of str
        The different fields, without those that stand for a gap.
    decimal : str
        The decimal sign of the file, for fields that can be read in two ways: "1,234".

    Examples
    --------
    >>> found = read_numerals(["$1,234.50", "$ 7", "(3)"])
    >>> found.values.tolist(), found.how
    ([1234.5, 7.0, -3.0], 'thousands as in 1,234.50; $ left out; 1 without it; brackets are negative')
    """
    split = [_split(field) for field in fields]
    unit = _common([field.unit.lower() for field in split if field])
    currencies = {field.currency for field in split if field and field.currency}
    # An amount is one with or without its sign, if all signs are the same.
    currency = currencies.pop() if len(currencies) == 1 else _common([field.currency for field in split if field])
    sign, assumed = _decimal_sign([field for field in split if field], decimal)
    pattern = _COMMA if sign == "," else _POINT
    values = np.full(len(fields), np.nan)
    bare = brackets = 0
    grouped = ""
    for i, field in enumerate(split):
        if field is None or not _is(pattern, field.body):
            continue
        # A number without the unit of all others counts in that unit, but 5 is not 5 %.
        if field.unit.lower() not in ("", unit) or (unit == "%" and not field.unit):
            continue
        if field.currency not in ("", currency):
            continue
        values[i] = _value(field, sign)
        bare += bool(unit or currency) and not (field.unit or field.currency)
        brackets += field.bracket
        if not grouped and re.search(rf"\d['’ {'.' if sign == ',' else ','}]\d", field.body):
            grouped = field.body
    said = []
    if sign == "," and any(field and "," in field.body for field in split):
        said.append("decimal comma")
    if grouped:
        said.append(f"thousands as in {grouped}")
    if currency:
        said.append(f"{currency} left out")
    if unit:
        said.append("per cent" if unit == "%" else f"in {unit_as_written(split, unit)}")
    if bare and unit != "%":
        said.append(f"{bare} without {'it' if currency and not unit else 'the unit'}")
    if brackets:
        said.append("brackets are negative")
    return Numerals(values, "; ".join(said), assumed)


def unit_as_written(split: Sequence[_Field | None], unit: str) -> str:
    """Return a unit with the capital letters of the first field that has it."""
    return next(field.unit for field in split if field and field.unit.lower() == unit)


def _split(text: str) -> _Field | None:
    """Return the parts of a field; None if it cannot be a number."""
    if len(text) > _LONGEST:
        return None
    found = _FIELD.fullmatch(text.translate(_SPACES).strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    unit = (found["unit"] or "").strip()
    if unit and (unit not in _UNITS and (_NO_UNIT.match(unit) or (not found["after"] and unit[0] in ":/\\_="))):
        return None
    negative = sum(1 for part in (found["sign"], found["sign2"], found["minus"]) if part == "-")
    if negative > 1 or (found["sign"] and found["sign2"]):
        return None
    return _Field(
        found["body"],
        found["power"] or "",
        bool(negative) != bool(found["open"]),
        bool(found["open"]),
        found["before"] or found["after"] or "",
        unit,
    )


def _is(pattern: re.Pattern[str], body: str) -> bool:
    return pattern.fullmatch(body) is not None and any(character.isdigit() for character in body)


def _decimal_sign(fields: Sequence[_Field], decimal: str) -> tuple[str, str]:
    """Return the decimal sign of a column, and words if another one is as likely."""
    either = ""
    points = commas = 0
    for field in fields:
        is_point, is_comma = _is(_POINT, field.body), _is(_COMMA, field.body)
        points += is_point and not is_comma
        commas += is_comma and not is_point
        if is_point and is_comma and re.search("[.,]", field.body):
            either = field.body
    if points != commas:
        return (".", "") if points > commas else (",", "")
    if not either:
        return decimal, ""
    sign = "," if decimal == "," or "." in either else "."
    if "." in either:
        sign = decimal
    value = f"{_value(_Field(either, '', False, False, '', ''), sign):g}"
    return sign, f"{either} is read as {value}"


def _value(field: _Field, sign: str) -> float:
    digits = field.body.replace(" ", "").replace("'", "")
    digits = digits.replace(".", "").replace(",", ".") if sign == "," else digits.replace(",", "")
    value = as_float(digits + field.power, ".")
    return -value if field.negative and not math.isnan(value) else value


def _common(words: Sequence[str]) -> str:
    """Return the most common of some words; "" if most fields have none."""
    counts = Counter(word for word in words if word)
    if not counts:
        return ""
    word, count = counts.most_common(1)[0]
    return word if 2 * count > len(words) else ""
