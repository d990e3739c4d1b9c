"""What Python does for a page that cannot do it itself: one function and one row in `ERRANDS` for each errand.

A function takes what the page asks for, as a dict, the file that came with it, a folder of its own and a function to
tell of progress. It returns what to tell the page, as a dict, and the file to send to it. `worker` calls it, in a
process of its own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from kmeans_viz.data import GENERATORS, Table
from kmeans_viz.data.files import bare_name
from kmeans_viz.data.reading import TODAY
from kmeans_viz.data.report import Report, said
from kmeans_viz.errands.upload import NOTED, Upload
from kmeans_viz.inputs import InputError, as_choice, as_count
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import MOST_RUNS

Asked: TypeAlias = dict[str, Any]
Progress: TypeAlias = Callable[[int, int], None]
Answer: TypeAlias = tuple[dict[str, Any], Path | None]

MOST_POINTS = 1_000_000
"""More points than that are for the command line."""

_OPTIONS = {
    "table": ("recipe",),
    "export": ("recipe", "ending", "verb", "panels"),
    "advice": ("recipe", "k_max", "size"),
    "cluster": ("recipe", "k", "n_runs"),
}
_TYPES = {
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".png": "image/png",
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tiff": "image/tiff",
    ".tif": "image/tiff",
    "/": "application/zip",
}


def table(asked: Asked, upload: Upload | None, folder: Path, progress: Progress) -> Answer:
    """Read the board of a recipe: its points, as float64 in the file, and how they were read.

    A file that kmeans_viz made is answered with the recipe inside it instead.
    """
    if upload is not None and (inside := _recipe_in(upload)) is not None:
        named = {"reading": inside.reading} if inside.csv is not None else {}
        return {"recipe": json.loads(inside.to_json()) | named}, None
    real, shown = _recipes(asked, upload)
    read = _board(real, shown)
    told = {
        "shape": list(read.points.shape),
        "columns": list(read.names),
        "labels": list(read.labels),
        "choices": _choices(real, read),
        "skipped": list(read.skipped),
        "n_skipped": read.n_skipped,
        "report": _told_of(read.report),
    }
    path = folder / "points"
    path.write_bytes(read.points.astype("<f8").tobytes())
    return told, path


def export(asked: Asked, upload: Upload | None, folder: Path, progress: Progress) -> Answer:
    """Write the run of a recipe as a file of any ending in `WRITERS`, or as a storyboard on one page."""
    from kmeans_viz.export import WRITERS, save, save_storyboard

    ending = as_choice(asked.get("ending"), WRITERS, "the ending")
    verb = as_choice(asked.get("verb", "animate"), ("animate", "storyboard"), "verb")
    real, shown = _recipes(asked, upload)
    _check_generated(real)
    made = real.run()
    assert isinstance(made.recipe, Recipe)
    # The rules by which the file was read are known only now; its path is that of the page.
    run = replace(made, recipe=replace(shown, reading=made.recipe.reading))
    _check_n(len(run.X), shown.path or shown.data)
    target = folder / "frames" if ending == "/" else folder / f"export{ending}"
    if verb == "storyboard":
        panels = asked.get("panels")
        save_storyboard(run, target, panels=None if panels is None else as_count(panels, "panels", low=2))
    elif ending == "/":
        save(run, f"{target}/", progress=progress)
        target = Path(shutil.make_archive(str(folder / "export"), "zip", target))
    else:
        save(run, target, progress=progress)
    return {"type": _TYPES.get(ending, "application/octet-stream")}, target


def advice(asked: Asked, upload: Upload | None, folder: Path, progress: Progress) -> Answer:
    """Ask four methods how many clusters the board of a recipe has: the verdict, their numbers, and a picture."""
    from kmeans_viz.how_many.comparison import compare_k
    from kmeans_viz.how_many.page import choose_k
    from kmeans_viz.pictures.pinned import as_png

    k_max = as_count(asked.get("k_max", 9), "k_max", low=2)
    real, shown = _recipes(asked, upload)
    read = _board(real, shown)
    seed = real.seed if real.init_seed is None else real.init_seed
    found = compare_k(read.points, k_max, seed=seed, progress=progress)
    told: dict[str, Any] = {"k": found.k, "headline": found.headline, "words": found.words}
    told["offers"] = list(found.offers)
    told["methods"] = [
        {
            "method": scores.method,
            "values": _plain(scores.values),
            "errors": _plain(scores.errors),
            "suggested": scores.suggested,
            "reason": scores.reason,
        }
        for scores in (found.without_far or found).scores
    ]
    if asked.get("size") is None:
        return told, None
    path = folder / "advice.png"
    page = choose_k(found, columns=read.labels, size=asked["size"], look=real)
    path.write_bytes(as_png(page))
    return {**told, "type": "image/png"}, path


def cluster(asked: Asked, upload: Upload | None, folder: Path, progress: Progress) -> Answer:
    """Cluster the rows of a recipe's board as `kv.cluster` does, and send the files of the answer, one after the other.

    Of the recipe, only the board counts, and whether it is standardized.
    """
    from kmeans_viz.answers.clustering import clustering_of
    from kmeans_viz.answers.files import NAMES
    from kmeans_viz.answers.found import N_RUNS
    from kmeans_viz.answers.source import table_from

    k = None if asked.get("k") is None else as_count(asked["k"], "k")
    n_runs = as_count(asked.get("n_runs", N_RUNS), "n_runs", high=MOST_RUNS)
    real, shown = _recipes(asked, upload)
    _check_generated(real)
    read = table_from(real, real.how_to_read())
    _check_n(len(read.points), shown.path or shown.data)
    if upload is not None and read.report is not None:
        read = replace(read, report=replace(read.report, source=upload.name))
    whole = replace(shown, init="k-means++", n_runs=n_runs, seed=0, init_seed=None, k=k or 1)
    found = clustering_of(read, whole, k, progress=progress)
    found.save(folder / "clusters")
    files = [folder / "clusters" / name for name in NAMES]
    path = folder / "files"
    with path.open("wb") as joined:
        for file in files:
            joined.write(file.read_bytes())
    told = {"k": found.k, "init_seed": found.trace.seed, "text": found.text}
    return {**told, "files": [[file.name, file.stat().st_size] for file in files]}, path


ERRANDS: dict[str, Callable[[Asked, Upload | None, Path, Progress], Answer]] = {
    "table": table,
    "export": export,
    "advice": advice,
    "cluster": cluster,
}
"""The last part of the address → what is done there; `Limits.seconds` of the server has how long it may take there."""


def check_options(errand: str, asked: Any) -> None:
    """Raise `InputError` unless `asked` is an object with a recipe, and all its entries are options of the errand."""
    if not isinstance(asked, dict) or not isinstance(asked.get("recipe"), dict):
        raise InputError('the request\'s first line has no recipe; begin with a line such as {"recipe": {"k": 3}}')
    for name in asked:
        as_choice(name, _OPTIONS[errand], "the option")


def _recipes(asked: Asked, upload: Upload | None) -> tuple[Recipe, Recipe]:
    """Return the recipe that reads the file where it is, and the same recipe as the page knows it."""
    chosen = asked["recipe"]
    # A page that names no rules for reading a file has it read by today's, and not by those of version 0.1.
    recipe = Recipe.from_json(json.dumps({"reading": TODAY, **chosen} if isinstance(chosen, dict) else chosen))
    if recipe.parquet is not None:
        raise InputError(f"parquet={recipe.parquet!r} names a file of another machine; send the file, and name it csv")
    if upload is None:
        return recipe, recipe
    return replace(recipe, csv=str(upload.path)), replace(recipe, csv=upload.name)


def _board(recipe: Recipe, shown: Recipe) -> Table:
    """Return the points of a recipe, if an errand takes so many."""
    _check_generated(recipe)
    read = recipe.table()
    _check_n(len(read.points), shown.path or shown.data)
    return read


def _check_generated(recipe: Recipe) -> None:
    """Check the number of points that would be generated: a hundred million of them fill the memory."""
    if recipe.path is None and recipe.coordinates is None and recipe.data in GENERATORS:
        _check_n(recipe.n, recipe.data)


def _check_n(n: int, source: str) -> None:
    if n > MOST_POINTS:
        raise InputError(
            f"{source} has {n:,} points, and the explorer takes up to {MOST_POINTS:,}; choose a part of it, or use "
            "kmeans-viz animate"
        )


def _choices(recipe: Recipe, read: Table) -> list[str]:
    """Return the columns of the recipe's file that can be chosen; a board that is no file has none."""
    from kmeans_viz.data.images import PICTURES
    from kmeans_viz.data.pictures import PIXEL_COLUMNS, SPOT_COLUMNS

    if recipe.csv is None or read.report is None:
        return []
    if Path(recipe.csv).suffix in PICTURES:
        return [*SPOT_COLUMNS, *PIXEL_COLUMNS]
    # The user can choose columns that are off by default too, but none that has no numbers.
    plain = ("words", "text", "empty")
    return [column.name for column in read.report.columns if column.is_used or column.kind not in plain]


def _told_of(report: Report | None) -> dict[str, Any] | None:
    """Return what a report says, as JSON holds it."""
    if report is None:
        return None
    counting = report.counting
    columns = [{"name": column.name, "is_used": column in counting, "said": said(column)} for column in report.in_file]
    more = {name: getattr(report, name) for name in ("notes", "skipped", "n_rows", "n_used")}
    return {"columns": columns, **more}


def _recipe_in(upload: Upload) -> Recipe | None:
    """Return the recipe in a file that kmeans_viz made; None for any other file."""
    if upload.path.suffix not in NOTED:
        return None
    from kmeans_viz.export import read_note

    try:
        note = read_note(upload.path)
    except Exception:  # anything may be sent; the reader of its ending says what is wrong with it
        return None
    if note.missing:
        raise InputError(f"{upload.name} lacks {note.missing}; use the code that made it")
    if note.recipe.parquet is not None:
        raise InputError(
            f"{upload.name} was made from {bare_name(note.recipe.parquet)}, which may be larger than memory; "
            "send a part of that file as CSV"
        )
    # The path is of the machine that made the file; its last part tells the user which file to send next.
    return note.recipe if note.recipe.csv is None else replace(note.recipe, csv=bare_name(note.recipe.csv))


def _plain(values: Any) -> list[float | None]:
    """Return an array as JSON holds it, which has neither NaN nor infinity."""
    return [None if value != value or abs(value) == float("inf") else value for value in values.tolist()]
