"""Whether the first row of a table holds the names of its columns: `has_header` judges by the rows below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

_MOST_ROWS = 200


def has_header(
    rows: Sequence[Sequence[str]], width: int, decimal: str, ballot: Callable[[str, str], int]
) -> tuple[bool, str]:
    """Tell whether the first row is a header, and say what was assumed where that cannot be known.

    A text above numbers is the name of a column. A text above other texts, such as a city above cities, can be a field
    like those; the numbers beside it decide then. Numbers above numbers are a row, unless they are the labels that
    programs write: 0, 1, 2, …, or years.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the file.
    width : int
        How many fields most of them have.
    decimal : str
        The decimal sign.
    ballot : callable
        Tells numbers from texts, as `dialect.vote` does.
    """
    first = [field.strip() for field in rows[0]]
    below = [row for row in rows[1 : _MOST_ROWS + 1] if len(row) == width]
    votes = [ballot(field, decimal) for field in first]
    if all(vote < 0 for vote in votes):
        return True, ""
    # R and pandas write no name above row names; then the names stand one column to the left.
    shift = 1 if len(first) == width - 1 else 0
    texts_above, numbers_above, texts_again = 0, [], False
    for i, (field, vote) in enumerate(zip(first, votes, strict=True)):
        column = [row[i + shift] for row in below if i + shift < width]
        is_numeric = sum(ballot(other, decimal) for other in column) > 0
        if vote < 0:
            texts_above += is_numeric
            texts_again |= field in (other.strip() for other in column)
        elif vote > 0 and is_numeric:
            numbers_above.append((field, column))
    labels = _labels([field for field, _ in numbers_above])
    is_first_empty = first[0] == "" and len(first) > 1 and bool(below) and all(row[0].strip() for row in below)
    if labels and below and not texts_again and not _go_on(numbers_above):
        return True, f"the first row, {_shown(first)}, holds the names of the columns: {labels}"
    if is_first_empty and numbers_above:
        return True, f"the first row, {_shown(first)}, holds the names of the columns, as its first field is empty"
    if texts_again:
        return False, ""
    if texts_above and texts_above >= len(numbers_above):
        return True, ""
    has_text = any(vote < 0 for vote in votes)
    return False, f"the first row, {_shown(first)}, is a row like the others" if has_text and below else ""


def _labels(numbers: Sequence[str]) -> str:
    """Return what kind of labels some numbers are: those that pandas writes, or years; "" if neither."""
    if len(numbers) < 2 or not all(field.isdecimal() for field in numbers):
        return ""
    values = [int(field) for field in numbers]
    if values == list(range(len(values))) or (values == list(range(1, len(values) + 1)) and len(values) > 3):
        return f"{values[0]}, {values[1]}, … count the columns"
    steps = {after - before for before, after in pairwise(values)}
    if all(1500 <= value <= 2200 for value in values) and all(step > 0 for step in steps):
        return "they are years that rise"
    return ""


def _go_on(numbers_above: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Tell whether the rows below may go on like the labels: 0, 1 above 1, 0, or years above years."""
    if len(numbers_above) == 2 and all(field.strip().isdecimal() for _, column in numbers_above for field in column):
        return True
    second = [column[0].strip() for _, column in numbers_above if column]
    first = [field for field, _ in numbers_above]
    if _labels(second):
        return True
    return all(
        a.isdecimal() and b.isdecimal() and abs(int(b) - int(a)) <= 1 for a, b in zip(first, second, strict=False)
    )


def _shown(fields: Sequence[str]) -> str:
    text = ", ".join(fields[:4])
    return text if len(fields) <= 4 else f"{text}, …"
