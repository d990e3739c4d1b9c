"""The command line: options in, files out.

Each command parses a `Recipe` and hands it to the function that does the work. Bad input ends in one line and exit
code 2, anything else that fails in one line and exit code 1.
"""

from __future__ import annotations

import json
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from kmeans_viz import __version__
from kmeans_viz.arrays import InputError
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.empties import RULES
from kmeans_viz.look import STYLES
from kmeans_viz.recipe import Recipe
from kmeans_viz.seeding import SEEDINGS

# What the option's help says, in the order in which it is shown; the fields of Recipe and Look are the options.
_BOARD = {
    "data": f"A generated board ({', '.join(GENERATORS)}), or real data ({', '.join(SAMPLES)}).",
    "n": "How many points to generate.",
    "blobs": "How many groups the generator makes, where it makes groups.",
    "seed": "Makes the board repeatable, and the start unless --init-seed is given.",
    "csv": "A file of your own instead: CSV, TSV, GPX, .npy.",
    "columns": "Which of its columns, for example lon,lat.",
    "points": "The points themselves, as JSON: [[0,0],[1,2],…].",
}
_RUN = {
    "k": "How many clusters to look for.",
    "init": f"How the centroids start: {', '.join(SEEDINGS)}; or where, as JSON: [[0,0],[1,2]].",
    "init_seed": "Makes the start repeatable apart from the board.",
    "max_iter": "The most steps to make.",
    "on_empty": f"What the centroid of a cluster without points does: {', '.join(RULES)}.",
}
_LOOK = {
    "size": "Pixels: 640, or 1280x720.",
    "style": f"{', '.join(STYLES)} (black and white).",
    "voronoi": "Draw the cells behind the points.",
    "trails": "Draw the path of each centroid.",
    "curve": "Draw the inertia as it falls.",
    "caption": "Say in words what each half-step does.",
}
_TIME = {
    "step_ms": "How long each half-step takes.",
    "hold_start_ms": "How long the start is shown.",
    "hold_end_ms": "How much longer the end is shown.",
    "tween": "Pictures between two half-steps.",
    "loop": "Play for ever, or once.",
}
_Command = Callable[..., Any]
_DEFAULTS = {field.name: field.default for field in fields(Recipe)}
_SWITCHES = {name for name, value in _DEFAULTS.items() if isinstance(value, bool)}
_NUMBERS = {"n", "blobs", "seed", "k", "init_seed", "max_iter", "step_ms", "hold_start_ms", "hold_end_ms", "tween"}


def main() -> NoReturn:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, _stop)
    warnings.showwarning = _show_warning
    try:
        code = cli.main(prog_name="kmeans-viz", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.format_message(), err=True)
        code = 2
    except click.ClickException as problem:
        _say(_one_line(problem))
        code = 2
    except InputError as problem:
        _say(str(problem))
        code = 2
    except OSError as problem:
        _say(f"{problem.filename or 'the file'} was not written: {problem.strerror or problem}")
        code = 1
    except (KeyboardInterrupt, click.Abort):
        _say("stopped; no file was changed")
        code = 1
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__)
def cli() -> None:
    r"""See, teach and share how k-means works.

    \b
    Examples:
      kmeans-viz animate out.gif --data peaked --blobs 5 --k 5 --seed 42
      kmeans-viz animate hike.mp4 --csv hike.gpx --k 4
      kmeans-viz recipe out.gif --command
    """


def _recipe_options(*groups: dict[str, str]) -> Callable[[_Command], _Command]:
    """Add an option for every named field of `Recipe`; only those that are given reach the command."""

    def add(command: _Command) -> _Command:
        command = click.option(
            "--recipe",
            "base",
            metavar="FILE",
            help="Start from the recipe in an exported or JSON file, or from an exhibit of the gallery.",
        )(command)
        for name, text in reversed([item for group in groups for item in group.items()]):
            flag = "--" + name.replace("_", "-")
            if name in _SWITCHES:
                command = click.option(f"{flag}/--no-{flag[2:]}", name, default=None, help=text)(command)
                continue
            default = _DEFAULTS.get(name)
            shown = text if default is None else f"{text}  [default: {default}]"
            kind = int if name in _NUMBERS else str
            command = click.option(flag, name, type=kind, default=None, help=shown)(command)
        return command

    return add


@cli.command()
@click.argument("out")
@_recipe_options(_BOARD, _RUN, _LOOK, _TIME)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def animate(out: str, base: str | None, quiet: bool, **chosen: Any) -> None:
    """Animate k-means and write it to OUT: .gif, .webp, .png, .mp4, or a folder (with a slash) of numbered PNGs."""
    from kmeans_viz.export import save

    recipe = _recipe(base, chosen)
    with _Bar(quiet) as bar:
        path = save(recipe, out, progress=bar)
    _report(path, quiet)


@cli.command()
@click.argument("out")
@_recipe_options(_BOARD, _RUN, _LOOK)
@click.option("--panels", type=int, default=None, help="How many half-steps to show; all, up to 30, by default.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
def storyboard(out: str, base: str | None, panels: int | None, quiet: bool, **chosen: Any) -> None:
    """Put the half-steps of a run on one page and write it to OUT: .pdf, .svg or .png."""
    from kmeans_viz.export import save_storyboard

    _report(save_storyboard(_recipe(base, chosen), out, panels=panels), quiet)


@cli.command()
@click.argument("file")
@click.option("--python", "form", flag_value="python", help="Print Python code that makes the file again.")
@click.option("--command", "form", flag_value="command", help="Print the shell command that makes the file again.")
def recipe(file: str, form: str | None) -> None:
    """Print the recipe inside an exported FILE, as JSON."""
    from kmeans_viz.export import read_note

    note = read_note(file)
    if form is None:
        click.echo(note.recipe.to_json())
        return
    if note.missing:
        raise InputError(
            f"{file} cannot be made again from its recipe alone: it lacks {note.missing}; use the code that made it"
        )
    path = Path(file)
    out = "out/" if path.is_dir() else f"out{path.suffix}"
    click.echo(note.recipe.python(out) if form == "python" else note.recipe.command(out), nl=form != "python")


@cli.command()
@click.argument("folder")
@click.option("--quiet", is_flag=True, help="Print nothing.")
def gallery(folder: str, quiet: bool) -> None:
    """Make the gallery in FOLDER: the blog post's experiments and real data, as animations and storyboards."""
    from kmeans_viz.gallery import make_gallery

    for path in make_gallery(folder, progress=None if quiet else lambda name: click.echo(f"{name} …", err=True)):
        _report(path, quiet)


def _recipe(base: str | None, chosen: dict[str, Any]) -> Recipe:
    """Return the recipe that the options describe."""
    from kmeans_viz.export import read_note
    from kmeans_viz.gallery import GALLERY

    given = {name: value for name, value in chosen.items() if value is not None}
    for option, field in (("points", "coordinates"), ("init", "init")):
        value = given.pop(option, None)
        if value is not None:
            given[field] = _json(value, option) if value.startswith("[") or option == "points" else value
    if "columns" in given:
        given["columns"] = tuple(name.strip() for name in given["columns"].split(","))
    if "size" in given:
        given["size"] = _size(given["size"])
    if base is None:
        start = Recipe()
    elif base in GALLERY:
        start = GALLERY[base]
    else:
        note = read_note(base)
        start = note.recipe
        if note.missing and "csv" not in given and "coordinates" not in given:
            raise InputError(f"{base} lacks {note.missing}; give the board with --csv or --points")
    if "k" in given and not isinstance(start.init, str) and "init" not in given:
        raise InputError(f"--k {given['k']} does not go with the {start.k} centroids in {base}; give --init too")
    return replace(start, **given)


def _json(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise InputError(f"--{option} {text[:40]!r} is not JSON ({problem}); write [[0,0],[1,2]]") from None


def _size(text: str) -> int | tuple[int, int]:
    parts = text.lower().split("x")
    if not all(part.isdigit() for part in parts) or len(parts) > 2:
        raise InputError(f"--size {text!r} is not a size; use pixels such as 640, or 1280x720")
    return int(parts[0]) if len(parts) == 1 else (int(parts[0]), int(parts[1]))


class _Bar:
    """A progress bar on stderr, on terminals only."""

    def __init__(self, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        return self

    def __call__(self, done: int, total: int) -> None:
        if not self._shown:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="drawing", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *problem: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*problem)


def _report(path: Path, quiet: bool) -> None:
    if quiet:
        return
    size = sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size
    click.echo(f"{path}  {max(1, round(size / 1000))} kB")


def _stop(*_: object) -> NoReturn:
    """End on SIGTERM as on Ctrl-C, so that drafts are cleared away."""
    raise KeyboardInterrupt


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"kmeans-viz: note: {message}", err=True)


def _one_line(problem: click.ClickException) -> str:
    hint = f"; see {problem.ctx.command_path} --help" if isinstance(problem, click.UsageError) and problem.ctx else ""
    return " ".join(problem.format_message().split()).rstrip(".") + hint


def _say(message: str) -> None:
    click.echo(f"kmeans-viz: {message}", err=True)
