"""The options of the command line that describe a `Recipe`.

`recipe_options` gives them to a command; `recipe_of` takes what the user typed and returns a checked `Recipe`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.data.columns import split_names
from kmeans_viz.data.reading import OF_A_FILE
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.languages import LANGUAGES
from kmeans_viz.look import STYLES
from kmeans_viz.recipe import Recipe

# Each field of Recipe and Look is an option; these are their help texts, in the order in which --help shows them.
BOARD = {
    "data": f"A generated board ({', '.join(GENERATORS)}), or real data ({', '.join(SAMPLES)}).",
    "n": "How many points to generate.",
    "blobs": "How many groups the generator makes, where it makes groups.",
    "seed": "Makes the board repeatable, and the start unless --init-seed is given.",
    "csv": "A file of your own instead: CSV, TSV, Excel, JSON, GPX, .npy, an image (its spots); or a folder.",
    "parquet": "A Parquet file or folder instead, which may be larger than memory.",
    "columns": "Which of its columns, by name or counted from 0: lon,lat or 1,2; by default those of quantities.",
    "without": "Which of its columns to leave out.",
    "header": "Whether its first row holds the names of the columns: yes or no.",
    "encoding": "The encoding of a text file, such as utf-16 or cp1252.",
    "part": "Which part of it: a sheet of a workbook; tracks or waypoints of a GPX file; a channel of a picture.",
    "spots": "Which spots of a picture to look for: bright or dark; by default those that stand out more.",
    "dates": "Count columns of dates, as days.",
    "one_hot": "Count columns of a few words, as one column of 0 and 1 for each word.",
    "reading": "Which rules to read it by: 2 for today's, 1 for those of version 0.1.",
    "standardize": "Take every column as z-scores, so that none counts for more because of its unit.",
    "points": "The points themselves, as JSON: [[0,0],[1,2],…].",
}
RUN = {
    "k": "How many clusters to look for.",
    "init": f"How the centroids start: {', '.join(SEEDINGS)}; or where, as JSON: [[0,0],[1,2]].",
    "n_runs": "From how many starts to run; the best run is shown.",
    "init_seed": "Makes the start repeatable apart from the board.",
    "max_iter": "The most steps to make.",
    "on_empty": f"What the centroid of a cluster without points does: {', '.join(RULES)}.",
}
LOOK = {
    "style": f"{', '.join(STYLES)} (black and white).",
    "voronoi": "Draw the cells behind the points.",
    "trails": "Draw the path of each centroid.",
    "caption": "Say in words what each half-step does.",
    "lang": f"The language of the words: {', '.join(LANGUAGES)}.",
}
MOVE = {
    "size": "Pixels: 640, or 1280x720.",
    "curve": "Draw the inertia as it falls.",
    "step_ms": "How long each half-step takes, in milliseconds.",
    "hold_start_ms": "How long the start is shown, in milliseconds.",
    "hold_end_ms": "How much longer the end is shown, in milliseconds.",
    "tween": "How many pictures lead from one half-step to the next.",
    "loop": "Play for ever, or once.",
    "seeding": "Begin with the start being made, star by star.",
}
EXTRAS = ("title", "labels", "transparent")
_Command = Callable[..., Any]
_DEFAULTS = {field.name: field.default for field in fields(Recipe)}
_SWITCHES = {"transparent", *(name for name, value in _DEFAULTS.items() if isinstance(value, bool))}
_METAVARS = {
    "csv": "FILE", "parquet": "DIR", "columns": "NAMES", "without": "NAMES", "header": "yes|no", "points": "JSON",
    "init": "NAME", "size": "PIXELS",
}  # fmt: skip
_NUMBERS = {
    "n", "blobs", "seed", "k", "n_runs", "init_seed", "max_iter", "step_ms", "hold_start_ms", "hold_end_ms", "tween",
    "reading",
}  # fmt: skip


def recipe_options(
    *groups: dict[str, str], defaults: Mapping[str, Any] | None = None
) -> Callable[[_Command], _Command]:
    """Return a decorator that adds an option for each field in `groups`; options that are not given arrive as None.

    The help names the defaults of a recipe, or those in `defaults` where a command has its own.
    """
    own = {} if defaults is None else defaults

    def add(command: _Command) -> _Command:
        command = click.option(
            "--recipe",
            "base",
            metavar="FILE",
            help="Start from the recipe in an exported or JSON file, or from an exhibit of the gallery by its name.",
        )(command)
        for name, text in reversed([item for group in groups for item in group.items()]):
            flag = "--" + name.replace("_", "-")
            default = own.get(name, _DEFAULTS.get(name))
            if name in _SWITCHES:
                # A switch that is off by default needs no --no- form.
                flags = f"{flag}/--no-{flag[2:]}" if default else flag
                shown = f"{text}  [default: {'on' if default else 'off'}]"
                command = click.option(flags, name, is_flag=True, default=None, help=shown)(command)
                continue
            shown = text if default is None else f"{text}  [default: {default}]"
            kind, metavar = (int, "N") if name in _NUMBERS else (str, _METAVARS.get(name, "NAME"))
            # Users type one dash before a single letter by habit; --k works like every other name.
            names = (flag, f"-{name}") if len(name) == 1 else (flag,)
            command = click.option(*names, name, type=kind, metavar=metavar, default=None, help=shown)(command)
        return command

    return add


def recipe_of(base: str | None, chosen: dict[str, Any]) -> Recipe:
    """Return the recipe that the options `chosen` describe, starting from the one that `base` names.

    Raises
    ------
    InputError
        If options contradict each other or cannot be used.
    """
    given = {name: value for name, value in chosen.items() if value is not None}
    boards = [f"--{name}" for name in ("data", "csv", "parquet", "points") if name in given]
    if len(boards) > 1:
        raise InputError(f"{' and '.join(boards)} are given, and a board comes from one place; leave one of them out")
    if "points" in given:
        given["coordinates"] = _rows(given.pop("points"), "points")
    if given.get("init", "").lstrip().startswith("["):
        given["init"] = _rows(given["init"], "init")
    for name in ("columns", "without"):
        if name in given:
            given[name] = tuple(split_names(given[name]))
    if "header" in given:
        given["header"] = as_choice(given["header"].lower(), ("yes", "no"), "--header") == "yes"
    if "size" in given:
        given["size"] = _size(given["size"])
    start = Recipe() if base is None else _start(base, has_board=bool(boards))
    if boards:
        # Another file is likely to have the same columns, but need not be written in the same way.
        kept = {"columns": start.columns} if {"csv", "parquet"} & given.keys() else {}
        before: dict[str, Any] = {name: _DEFAULTS[name] for name in OF_A_FILE} | kept
        start = replace(start, data=Recipe.data, csv=None, parquet=None, coordinates=None, standardize=False, **before)
    if not {"csv", "parquet"} & given.keys() and start.path is None:
        if "columns" in given:
            raise InputError(f"--columns {','.join(given['columns'])} are columns of a file; name the file with --csv")
        for name in OF_A_FILE:
            if name in given:
                raise InputError(f"--{name.replace('_', '-')} is about a file; name the file with --csv")
    _check_k(given, start, base)
    return replace(start, **given)


def extras_options(command: _Command) -> _Command:
    """Give a command the options of `Extras`, which `extras_of` reads."""
    ground = click.option("--transparent", is_flag=True, default=None, help="Leave out the ground of the picture.")
    labels = click.option("--labels", metavar="X,Y", help="What the two axes show.")
    return click.option("--title", metavar="TEXT", help="A heading of the picture.")(labels(ground(command)))


def extras_of(chosen: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Take the options of `Extras` out of `chosen`; return their values, and what the user typed."""
    typed = as_typed(chosen, EXTRAS)
    given = {name: value for name in EXTRAS if (value := chosen.pop(name)) is not None}
    if "labels" in given:
        names = split_names(given["labels"])
        if len(names) != 2 or not all(names):
            raise InputError(
                f"--labels {given['labels']!r} are not two labels; use for example --labels longitude,latitude"
            )
        given["labels"] = tuple(names)
    return given, typed


def as_typed(chosen: Mapping[str, Any], names: Collection[str]) -> dict[str, str]:
    """Return those of the options `chosen` that are in `names`, as the user typed them."""
    typed = {}
    for name in names:
        value, flag = chosen.get(name), name.replace("_", "-")
        if value is not None:
            typed[name] = f"--{flag} {value}" if name not in _SWITCHES else f"--{flag}" if value else f"--no-{flag}"
    return typed


def _start(base: str, *, has_board: bool) -> Recipe:
    """Return the recipe that the value of --recipe names: that of an exhibit, or in a file."""
    from kmeans_viz.export import read_note
    from kmeans_viz.gallery import GALLERY

    if base in GALLERY:
        return GALLERY[base]
    if not Path(base).exists():
        # A name without an ending is more likely meant for an exhibit than for a file.
        if not Path(base).suffix:
            as_choice(base, GALLERY, "--recipe")
        raise InputError(f"--recipe {base} does not exist; name a file that kmeans-viz made, or an exhibit")
    note = read_note(base)
    if "stepper" in note.missing:
        raise InputError(f"{base} lacks {note.missing}; start from another recipe")
    if note.missing and not has_board:
        raise InputError(f"{base} lacks {note.missing}; give the board with --csv or --points")
    return note.recipe


def _check_k(given: dict[str, Any], start: Recipe, base: str | None) -> None:
    """Raise InputError if --k contradicts the number of centroids that are given one by one."""
    init = given.get("init", start.init)
    if "k" not in given or isinstance(init, str) or given["k"] == len(init):
        return
    if "init" in given:
        raise InputError(f"--k {given['k']}, but --init has {len(init)} centroids; leave --k out or make them agree")
    raise InputError(f"--k {given['k']} does not go with the {len(init)} centroids in {base}; give --init too")


def _rows(text: str, option: str) -> list[Any]:
    """Return the list of lists that `text` holds as JSON."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"--{option} {text[:40]!r} is not JSON ({problem}); write [[0,0],[1,2]]") from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise InputError(f"--{option} {text[:40]!r} is not a list of points; write [[0,0],[1,2]]")
    return rows


def _size(text: str) -> int | tuple[int, int]:
    parts = re.fullmatch(r"([0-9]{1,9})(?:x([0-9]{1,9}))?", text.lower())
    if parts is None:
        raise InputError(f"--size {text!r} is not a size; use pixels such as 640, or 1280x720")
    return int(parts[1]) if parts[2] is None else (int(parts[1]), int(parts[2]))
