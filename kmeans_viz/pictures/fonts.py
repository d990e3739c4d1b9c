"""Names in any script: which fonts have their letters.

`lettered` takes the name of a column, and returns the text to draw and the fonts to draw it in.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from kmeans_viz.inputs import warn_caller

_NO_LETTERS = "Last Resort"  # matplotlib ships this font, which has a box for every letter


def lettered(name: str) -> tuple[str, dict[str, Any]]:
    """Return the text to draw for a name, and the keywords for matplotlib, none where its usual font has all letters.

    A letter that no font of this machine has becomes a question mark. A warning says so, and where the letters of a
    script join each other or run from right to left, which matplotlib cannot draw.
    """
    families, missing = _fonts(name)
    problem = ""
    if missing:
        problem = f"no font on this machine has the letters {missing}, so pictures show ? for them"
        fix = "install one that has, such as Noto Sans, or rename the column"
    elif any(
        unicodedata.bidirectional(letter) in ("R", "AL") or unicodedata.category(letter) == "Mc" for letter in name
    ):
        problem = "pictures draw its letters one by one from the left, which its script does not"
        fix = "rename the column, or make a live page (.html), which shows it as written"
    if problem:
        warn_caller(f"column {name!r}: {problem}; {fix}")
    text = "".join("?" if letter in missing else letter for letter in name)
    return text, {"fontfamily": list(families)} if families else {}


@cache
def _fonts(text: str) -> tuple[tuple[str, ...], str]:
    """Return the families of the fonts that have the letters of `text`, and the letters that none has."""
    usual = FontProperties()
    missing = _without(findfont(usual), "".join(dict.fromkeys("".join(text.split()))))
    families = []
    # By name, so that the same machine always takes the same fonts.
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.name, entry.fname)):
        if not missing:
            break
        if entry.style != "normal" or entry.weight != 400 or entry.name.startswith(_NO_LETTERS):
            continue
        left = _without(entry.fname, missing)
        if left != missing:
            families.append(entry.name)
            missing = left
    return ((usual.get_name(), *families) if families else ()), missing


def _without(path: str, letters: str) -> str:
    """Return which of the letters a font lacks; all, if it cannot be read or drawn at any size."""
    try:
        font: Any = get_font(path)
    except (OSError, RuntimeError):
        return letters
    return "".join(letter for letter in letters if not font.scalable or font.get_char_index(ord(letter)) == 0)
