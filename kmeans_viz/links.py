"""The link to a board: an address whose fragment holds a recipe, such as ``page.html#kmeans=1&data=moons&k=2``.

The entries are the attributes of ``<kmeans-board>``, and the first is the version. `SCHEMA` is made from the fields of
a `Recipe`; pages read the same table, through `web/tables.py`, so that both write and read the same links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field
from typing import Any
from urllib.parse import parse_qsl, quote

from kmeans_viz.data.reading import OF_A_FILE
from kmeans_viz.inputs import InputError, as_choice

VERSION = 1
LONGEST = 32_000
"""The most characters of a link: mail and chat cut longer ones, and some browsers refuse them."""
SHOWN = ("step", "show", "hands", "hide", "lines", "forms", "whole", "hand", "other", "other-seed", "present")
"""What a link says beside the recipe: where in the run its page is, how the page shows it, and, for the explorer, what
the hand does, how the second run starts, and whether the board fills the screen."""
PATHS = ("csv", "parquet", *OF_A_FILE, "n_runs")
"""The fields of a recipe that a page must not be told, and the many runs, of which it makes one."""


class TooLongError(InputError):
    """A recipe has more points than a link can hold."""


_OWN_NAMES = {"style": "theme", "coordinates": "points"}  # HTML has a style of its own
_KINDS = {
    "bool": "bool",
    "int": "int",
    "int | None": "int",
    "str": "str",
    "StyleName": "str",
    "OnEmpty": "str",
    "Size": "size",
    "Rows | None": "rows",
    "str | Rows": "start",
}


def attribute_of(name: str) -> str:
    """Return the attribute of ``<kmeans-board>`` for a field of a recipe."""
    return _OWN_NAMES.get(name, name).replace("_", "-")


def schema(fields: Iterable[Field[Any]]) -> dict[str, dict[str, Any]]:
    """Return, for each field of a recipe that may be in a link, its attribute, the kind of its values, its default."""
    return {
        field.name: {
            "attribute": attribute_of(field.name),
            "kind": _KINDS[str(field.type)],
            "default": None if field.default is MISSING else field.default,
        }
        for field in fields
        if field.name not in PATHS
    }


def link_to(page: str, chosen: Mapping[str, Any], fields: Iterable[Field[Any]]) -> str:
    """Return the address of a page with these values of a recipe's fields in its fragment.

    Raises
    ------
    TooLongError
        If the link would be too long to be passed on.
    """
    table = schema(fields)
    entries = [("kmeans", str(VERSION)), *((table[name]["attribute"], _text(value)) for name, value in chosen.items())]
    link = page.partition("#")[0] + "#" + "&".join(f"{name}={quote(text, safe='')}" for name, text in entries)
    if len(link) > LONGEST:
        raise TooLongError(
            f"the link would have {len(link):,} characters, and many programs cut those of more than {LONGEST:,}; "
            "use fewer points, or pass a file on"
        )
    return link


def values_in(link: str, fields: Iterable[Field[Any]]) -> dict[str, Any]:
    """Return the values that a link holds of a recipe's fields.

    Raises
    ------
    InputError
        If there is no board in the link, or something that a link of this version does not have.
    """
    entries = parse_qsl(str(link).partition("#")[2], keep_blank_values=True)
    if not entries or entries[0][0] != "kmeans":
        raise InputError(f"the link {str(link)[:60]!r} holds no board; copy one whose address goes on with #kmeans=")
    (_, version), *rest = entries
    if version != str(VERSION):
        raise InputError(
            f"the link has version {version[:20]!r}, and this is kmeans_viz for {VERSION}; use a newer one"
        )
    names = {row["attribute"]: (name, row["kind"]) for name, row in schema(fields).items()}
    values: dict[str, Any] = {}
    seen = set()
    for attribute, text in rest:
        as_choice(attribute, (*names, *SHOWN), "the link's entry")
        if attribute in seen:
            raise InputError(f"the link's entry {attribute!r} is there twice; keep one of them")
        seen.add(attribute)
        if attribute in names:
            name, kind = names[attribute]
            values[name] = _value(attribute, kind, text)
    return values


def _text(value: Any) -> str:
    """Return a value as links hold it, in characters that no program changes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        if isinstance(value[0], tuple):
            return "~".join("_".join(map(_text, row)) for row in value)
        return "x".join(map(str, value))
    return repr(value).replace("+", "") if isinstance(value, float) else str(value)


def _value(name: str, kind: str, text: str) -> Any:
    """Return the value that `_text` wrote."""
    try:
        if kind == "rows" or (kind == "start" and text[:1] in "-.0123456789"):
            return [[float(number) for number in row.split("_")] for row in text.split("~")]
        if kind == "size":
            sides = [int(side) for side in text.split("x")]
            return sides[0] if len(sides) == 1 else tuple(sides)
        if kind == "int":
            return int(text)
        if kind == "bool":
            return {"true": True, "false": False}[text]
    except (ValueError, KeyError):
        example = {"rows": "0_0~1_2", "start": "0_0~1_2", "size": "640x480", "int": "42", "bool": "true"}[kind]
        raise InputError(
            f"the link's entry {name}={text[:40]!r} cannot be read; use for example {name}={example}"
        ) from None
    return text
