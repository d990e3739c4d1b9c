"""What Python and numpy raise in a student's function, in words that say what to look for.

`told` takes an exception and returns a sentence. `SENTENCES` is the table behind it: what the message looks like, and
what it means to a student who writes k-means.
"""

from __future__ import annotations

import re

_SIZES = "Does a loop go one too far, or is a size fixed in your code? The check uses arrays of many sizes."
_WHOLE = "An index has to be a whole number, or several of them; this one is something else."

SENTENCES: list[tuple[str, str]] = [
    (
        r"operands could not be broadcast together with (?:remapped )?shapes (\(.*?\)).*?(\(.*?\))",
        "Shapes {0} and {1} do not fit together: no row of the one belongs to a row of the other. Begin with one row.",
    ),
    (
        r"mismatch in its core dimension|not aligned",
        "This multiplies matrices, and their shapes do not fit together. A distance begins with differences.",
    ),
    (r"truth value of an array", "A whole array is asked whether it is true; compare single numbers here."),
    (
        r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
        "An array of shape {0} does not fit into a place of shape {1}.",
    ),
    (r"inhomogeneous", "An array is made of rows of different lengths. Are there as many points in each?"),
    (r"setting an array element with a sequence", "A place for one number is given several."),
    (
        r"only (?:length-1|0-dimensional|size-1) arrays can be converted",
        "Several numbers stand where a single one is wanted.",
    ),
    (
        r"out of bounds for axis \d+ with size 0",
        "This takes an entry out of an empty array. Which list, or cluster, can be empty?",
    ),
    (r"StopIteration", "The search finds nothing here. What is the answer then?"),
    (r"Oracle\.__call__", "The function is called as sum_of_squares(points, k): the points, and how many clusters."),
    (r"index (-?\d+) is out of bounds for axis \d+ with size (\d+)", "There is no entry {0} among {1}. " + _SIZES),
    (r"list assignment index out of range", "The list has no such entry yet; a list grows by append."),
    (
        r"(?:list|tuple|string) index out of range|pop index",
        "The list ends before that entry. " + _SIZES,
    ),
    (
        r"too many indices for array: array is (\d+)-dimensional, but (\d+)",
        "The array has fewer axes ({0}) than there are indices ({1}).",
    ),
    (
        r"boolean index did not match .*?(?:size of axis|dimension) is (\d+) but .*?(?:axis|dimension) is (\d+)",
        "Of {0} rows, some are chosen by a list of {1} answers, yes or no; there has to be one for each row.",
    ),
    (
        r"list indices must be integers or slices, not tuple",
        "A list takes one index at a time; an array takes several.",
    ),
    (
        r"only integer scalar arrays can be converted",
        "An array stands where a single whole number is expected. Is an argument in the wrong place?",
    ),
    (
        r"must be real number, not (\w+)",
        "A function for a single number is given a {0}; go number by number, or use that of numpy.",
    ),
    (
        r"too many values to unpack",
        "There are more values than names to take them. " + _SIZES,
    ),
    (
        r"not enough values to unpack",
        "There are fewer values than names to take them. " + _SIZES,
    ),
    (
        r"bitwise_xor|operand type\(s\) for \^",
        "In Python, ^ is not a power; ** is.",
    ),
    (r"only integers, slices|used as indices must be|indices must be integers", _WHOLE),
    (r"unhashable type", "A point cannot be the key of a dict, or in a set. Use its number, its place in X."),
    (
        r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'",
        "Python cannot calculate {1} {0} {2}; with lists and tuples, go number by number, or make arrays of them.",
    ),
    (
        r"probabilities do not sum to 1",
        "The chances do not add up to 1. What makes shares of numbers that are only proportional to the chances?",
    ),
    (r"probabilities contain NaN", "Some chances are not numbers. Is 0 divided by 0, as where all distances are 0?"),
    (r"probabilities are not non-negative", "Some chances are below zero; neither distances nor squares ever are."),
    (
        r"'?a'? and '?p'? must have",
        "There has to be one chance for each of the things to draw from, no more, no fewer.",
    ),
    (
        r"Cannot take a larger sample|larger sample than population",
        "More things are drawn than there are to draw from.",
    ),
    (
        r"Generator' object has no attribute '(\w+)'",
        "rng has no `{0}`. What it has is integers, random, choice, uniform and more; older tutorials use other names.",
    ),
    (r"'(list|tuple)' object has no attribute '(\w+)'", "A {0} has no `{1}`; an array has. Was it an array before?"),
    (
        r"'numpy.ndarray' object has no attribute '(\w+)'",
        "An array has no `{0}`. A list may have, or a function of numpy.",
    ),
    (
        r"division by zero|zero-size array|of an empty sequence|is an empty sequence|argument is empty",
        "This divides by zero, or takes something out of an empty list or array. Which cluster, or list, can be empty?",
    ),
    (r"need at least one array", "Nothing was collected to join. Which cluster, or list, can be empty?"),
    (
        r"axis (\d+) is out of bounds for array of dimension (\d+)",
        "There is no axis {0}: the array has {1}, from 0 on.",
    ),
    (
        r"NameError: name '(k|n|d|K|N)' is not defined",
        "Your function is not given `{0}`; it can find out from the arrays that it is given.",
    ),
    (r"NameError: name '(\w+)' is not defined", "Nothing has the name `{0}` here. Is it spelled as where it was set?"),
    (
        r"cannot access local variable '(\w+)'|local variable '(\w+)' referenced",
        "`{0}` has no value yet, as the line that gives it one was never reached.",
    ),
    (r"'NoneType' object", "Something is None here. Does a function that you wrote, and call, lack its return?"),
    (r"RecursionError", "The function calls itself again and again, without an end."),
    (
        r"Cannot cast ufunc|same_kind",
        "Fractions do not fit into an array of whole numbers. What was it filled with at first?",
    ),
    (
        r"must have (?:exactly )?the same (?:shape|number of dimensions)|dimensions .*must match exactly",
        "Arrays of different shapes are joined.",
    ),
    (r"cannot reshape array of size (\d+) into shape (\(.*?\))", "{0} numbers do not fit into shape {1}. " + _SIZES),
    (r"read-only", "This changes an array that belongs to the caller; work on a copy."),
    (r"math domain error", "This number has no logarithm, or no root."),
    (r"MemoryError|Unable to allocate", "This takes more memory than there is."),
    (r"SystemExit", "The function ends the whole program; it should return instead."),
    (r"EOFError|StdinNotImplemented", "The function waits for the keyboard. All that it needs is in its arguments."),
]
"""What ``Type: message`` looks like, and what it means. The first that fits counts."""


def told(problem: BaseException) -> str:
    """Return a sentence about what was raised: one of `SENTENCES`, or else the message itself."""
    message = " ".join(f"{type(problem).__name__}: {problem}".removesuffix(": ").split())
    for pattern, sentence in SENTENCES:
        found = re.search(pattern, message, re.IGNORECASE)
        if found:
            return sentence.format(*(group for group in found.groups() if group is not None))
    return message if len(message) <= 200 else message[:197] + "..."
