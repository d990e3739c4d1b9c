"""The command line: options in, files out.

Each command parses a `Recipe` and hands it to the function that does the work. Bad input ends in one line and exit
code 2, anything else that fails in one line and exit code 1.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from kmeans_viz import __version__
from kmeans_viz.arrays import InputError, as_choice
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
    "csv": "A file of your own instead: CSV, TSV, GPX, .npy, an image (its bright spots); or a folder of CSV.",
    "parquet": "A Parquet file or folder instead, which may be larger than memory.",
    "columns": "Which of its columns, for example lon,lat.",
    "standardize": "Take every column as z-scores, so that none counts for more because of its unit.",
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
    "style": f"{', '.join(STYLES)} (black and white).",
    "voronoi": "Draw the cells behind the points.",
    "trails": "Draw the path of each centroid.",
    "caption": "Say in words what each half-step does.",
}
_MOVE = {
    "size": "Pixels: 640, or 1280x720.",
    "curve": "Draw the inertia as it falls.",
    "step_ms": "How long each half-step takes, in milliseconds.",
    "hold_start_ms": "How long the start is shown, in milliseconds.",
    "hold_end_ms": "How much longer the end is shown, in milliseconds.",
    "tween": "How many pictures lead from one half-step to the next.",
    "loop": "Play for ever, or once.",
}
_Command = Callable[..., Any]
_signals: list[int] = []  # that have come and ask to stop
_DEFAULTS = {field.name: field.default for field in fields(Recipe)}
_SWITCHES = {name for name, value in _DEFAULTS.items() if isinstance(value, bool)}
_METAVARS = {"csv": "FILE", "parquet": "DIR", "columns": "NAMES", "points": "JSON", "init": "NAME", "size": "PIXELS"}
_NUMBERS = {"n", "blobs", "seed", "k", "init_seed", "max_iter", "step_ms", "hold_start_ms", "hold_end_ms", "tween"}


def main() -> NoReturn:
    """Run the command line and exit."""
    _signals.clear()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _show_unraisable
    warnings.showwarning = _show_warning
    try:
        code = cli.main(prog_name="kmeans-viz", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as problem:
        code = _explain(problem)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__)
def cli() -> None:
    """See, teach and share how k-means works.

    \b
    Examples:
      kmeans-viz animate out.gif --data peaked --blobs 5 --k 5 --seed 42
      kmeans-viz animate hike.mp4 --csv hike.gpx --k 4
      kmeans-viz choose-k out.png --data old-faithful
      kmeans-viz recipe out.gif --command
    """  # noqa: D301  click wants the character itself, before lines that it must not join


def _recipe_options(*groups: dict[str, str]) -> Callable[[_Command], _Command]:
    """Add an option for every named field of `Recipe`; only those that are given reach the command."""

    def add(command: _Command) -> _Command:
        command = click.option(
            "--recipe",
            "base",
            metavar="FILE",
            help="Start from the recipe in an exported or JSON file, or from an exhibit of the gallery by its name.",
        )(command)
        for name, text in reversed([item for group in groups for item in group.items()]):
            flag = "--" + name.replace("_", "-")
            default = _DEFAULTS.get(name)
            if name in _SWITCHES:
                # What is off by default can only be turned on.
                flags = f"{flag}/--no-{flag[2:]}" if default else flag
                shown = f"{text}  [default: {'on' if default else 'off'}]"
                command = click.option(flags, name, is_flag=True, default=None, help=shown)(command)
                continue
            shown = text if default is None else f"{text}  [default: {default}]"
            kind, metavar = (int, "N") if name in _NUMBERS else (str, _METAVARS.get(name, "NAME"))
            command = click.option(flag, name, type=kind, metavar=metavar, default=None, help=shown)(command)
        return command

    return add


@cli.command(short_help="Animate a run: .gif, .mp4, .html, .webp, .png, frames/.")
@click.argument("out")
@_recipe_options(_BOARD, _RUN, _LOOK, _MOVE)
@click.option("--scheduler", metavar="ADDRESS", help="Run k-means on a Dask cluster, for example tcp://127.0.0.1:8786.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def animate(out: str, base: str | None, scheduler: str | None, quiet: bool, **chosen: Any) -> None:
    """Animate k-means and write it to OUT.

    The ending picks the format: .gif, .webp, .png, .mp4, .html, or a slash for a folder of numbered PNGs; .pdf and
    .svg are storyboards.

    A folder may be larger than memory: k-means then runs block by block, on the threads of this machine or on a Dask
    cluster whose workers can read the folder, and a sample of the points is drawn.
    """
    from kmeans_viz.cluster import connected, watched
    from kmeans_viz.export import save

    recipe = _recipe(base, chosen)
    if scheduler is not None and (recipe.path is None or not Path(recipe.path).is_dir()):
        raise InputError(
            f"--scheduler {scheduler} runs what is read block by block, which is a folder; name one with --parquet, or "
            "leave --scheduler out"
        )
    with (
        nullcontext() if scheduler is None else connected(scheduler),
        _Bar(quiet) as bar,
        watched(bar.watch),
    ):
        path = save(recipe, out, progress=bar)
    _report(path, quiet)


@cli.command(short_help="Put a run on one page: .pdf, .svg, .png.")
@click.argument("out")
@_recipe_options(_BOARD, _RUN, _LOOK)
@click.option(
    "--panels", type=int, metavar="N", default=None, help="How many half-steps to show; all, up to 30, by default."
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def storyboard(out: str, base: str | None, panels: int | None, quiet: bool, **chosen: Any) -> None:
    """Put the half-steps of a run on one page and write it to OUT: .pdf, .svg or .png."""
    from kmeans_viz.export import save_storyboard

    _report(save_storyboard(_recipe(base, chosen), out, panels=panels), quiet)


@cli.command("choose-k", short_help="Ask four methods how many clusters there are: .png, .pdf, .svg.")
@click.argument("out")
@_recipe_options(
    {name: text for name, text in _BOARD.items() if name != "parquet"},
    {name: _RUN[name] for name in ("init_seed",)},
    {name: _LOOK[name] for name in ("style", "voronoi")},
)
@click.option("--k-max", type=int, metavar="N", default=9, help="The largest K to try.  [default: 9]")
@click.option(
    "--n-refs",
    type=int,
    metavar="N",
    default=10,
    help="How many reference sets the gap statistic draws.  [default: 10]",
)
@click.option(
    "--size", metavar="PIXELS", default="1280x720", help="Pixels: 1280x720, or 900 for a square.  [default: 1280x720]"
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def choose_k(out: str, base: str | None, k_max: int, n_refs: int, quiet: bool, **chosen: Any) -> None:
    """Ask elbow, gap statistic, f(K) and silhouette how many clusters the board has, and write it to OUT.

    The page shows the data, the four curves and, in words, where they agree: .png, .pdf or .svg.
    """
    from kmeans_viz.export import save_choose_k

    recipe = _recipe(base, chosen)
    with _Bar(quiet, "measuring") as bar:
        path = save_choose_k(recipe, out, k_max=k_max, n_refs=n_refs, progress=bar)
    _report(path, quiet)


@cli.command(short_help="Print the recipe inside an exported file.")
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
    click.echo(note.python(out) if form == "python" else note.command(out), nl=form != "python")


@cli.command(short_help="Open the explorer, as a page of its own.")
@click.option("--port", type=int, default=None, metavar="N", help="Where to serve it; the next free port where taken.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets others on the network see it.")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only print the address.")
def app(port: int | None, host: str, browser: bool) -> None:
    """Serve the explorer as a web page, until Ctrl-C."""
    from kmeans_viz.app.serve import PORT, serve

    wanted = PORT if port is None else port

    def tell(address: str) -> None:
        start = "The" if address.endswith(f":{wanted}/") else f"Port {wanted} is taken; the"
        click.echo(f"{start} explorer is at {address} (Ctrl-C stops it).")

    serve(host, wanted, open_browser=browser, tell=tell)
    _signals.clear()


@cli.command(short_help="Open the notebooks in JupyterLab.")
@click.argument("folder", default=None, required=False, type=click.Path(file_okay=False))
@click.option("--solutions", is_flag=True, help="For teachers: copy the solutions of the exercises too.")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only print the address.")
def lab(folder: str | None, solutions: bool, browser: bool) -> None:
    """Open JupyterLab on the notebooks, in FOLDER if one is given; those that are missing there are copied to it."""
    from kmeans_viz.app.lab import open_lab

    sys.exit(open_lab(folder, solutions=solutions, open_browser=browser))


@cli.command(short_help="Make the gallery of exhibits in a folder.")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def gallery(folder: str, quiet: bool) -> None:
    """Make the gallery in FOLDER: the blog post's experiments and real data, as animations and storyboards."""
    from kmeans_viz.gallery import make_gallery

    is_shown = not quiet and sys.stderr.isatty()
    for path in make_gallery(folder, progress=(lambda name: click.echo(f"{name} …", err=True)) if is_shown else None):
        _report(path, quiet)


@cli.command(short_help="Make the lessons as web pages in a folder.")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def site(folder: str, quiet: bool) -> None:
    """Run the lessons and make them pages in FOLDER, which open in any browser: no network, no kernel."""
    from kmeans_viz.app.site import make_site

    is_shown = not quiet and sys.stderr.isatty()
    for path in make_site(folder, progress=(lambda name: click.echo(f"{name} …", err=True)) if is_shown else None):
        _report(path, quiet)


def _recipe(base: str | None, chosen: dict[str, Any]) -> Recipe:
    """Return the recipe that the options describe."""
    given = {name: value for name, value in chosen.items() if value is not None}
    boards = [f"--{name}" for name in ("data", "csv", "parquet", "points") if name in given]
    if len(boards) > 1:
        raise InputError(f"{' and '.join(boards)} are given, and a board comes from one place; leave one of them out")
    if "points" in given:
        given["coordinates"] = _rows(given.pop("points"), "points")
    if given.get("init", "").lstrip().startswith("["):
        given["init"] = _rows(given["init"], "init")
    if "columns" in given:
        given["columns"] = tuple(name.strip() for name in given["columns"].split(","))
    if "size" in given:
        given["size"] = _size(given["size"])
    start = Recipe() if base is None else _start(base, has_board=bool(boards))
    if boards:
        columns = start.columns if "csv" in given or "parquet" in given else None
        start = replace(start, data=Recipe.data, csv=None, parquet=None, coordinates=None, columns=columns)
    if "columns" in given and not {"csv", "parquet"} & given.keys() and start.path is None:
        raise InputError(f"--columns {','.join(given['columns'])} are columns of a file; name the file with --csv")
    _check_k(given, start, base)
    return replace(start, **given)


def _start(base: str, *, has_board: bool) -> Recipe:
    """Return the recipe that the value of --recipe stands for."""
    from kmeans_viz.export import read_note
    from kmeans_viz.gallery import GALLERY

    if base in GALLERY:
        return GALLERY[base]
    if not Path(base).exists():
        # A name without an ending is rather an exhibit's than a file's.
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
    """Complain of a --k that centroids, which are given one by one, contradict."""
    init = given.get("init", start.init)
    if "k" not in given or isinstance(init, str) or given["k"] == len(init):
        return
    if "init" in given:
        raise InputError(f"--k {given['k']}, but --init has {len(init)} centroids; leave --k out or make them agree")
    raise InputError(f"--k {given['k']} does not go with the {len(init)} centroids in {base}; give --init too")


def _rows(text: str, option: str) -> list[Any]:
    """Return the list of lists that is written as JSON in `text`."""
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


class _Bar:
    """A progress bar on stderr, on terminals only."""

    def __init__(self, quiet: bool, label: str = "drawing") -> None:
        self._label = label
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> _Bar:
        return self

    def __call__(self, done: int, total: int) -> None:
        self._show(self._label, done, total)

    def watch(self, what: str, done: int, total: int) -> None:
        """Show what is done of a pass over many blocks."""
        self._show(what, done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        if _signals and done < total:
            raise KeyboardInterrupt  # once more: Python drops the first one where it comes in a destructor
        if not self._shown:
            return
        if self._bar is None or self._what != what or done < self._bar.pos:
            # A bar that is not closed is drawn over by the next one: each pass has the line for itself.
            self._what = what
            self._bar = click.progressbar(length=total, label=f"{what:9}", file=sys.stderr)
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


def _explain(problem: BaseException) -> int:
    """Say in one line what went wrong, and return the exit code."""
    # An interrupt that passes through code in C or C++ may come out as any other error.
    if _signals or isinstance(problem, (KeyboardInterrupt, click.Abort)):
        _say("stopped; no file was left half-written")
        return 1
    match problem:
        case click.ClickException():
            # Without any arguments, what click has to say is the whole help.
            click.echo(_one_line(problem) if sys.argv[1:] else problem.format_message(), err=True)
            return 2
        case InputError():
            _say(str(problem))
            return 2
        case OSError():
            place = "the file was not written" if problem.filename is None else problem.filename
            _say(f"{place}: {problem.strerror or problem}")
        case MemoryError():
            _say("there is not enough memory for this; try a smaller --n or --size")
        case _:
            raise problem
    return 1


def _stop(number: int, *_: object) -> NoReturn:
    """End on SIGTERM as on Ctrl-C, so that drafts are cleared away."""
    _signals.append(number)
    raise KeyboardInterrupt


def _show_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if not _signals:
        sys.__unraisablehook__(unraisable)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"kmeans-viz: note: {message}", err=True)


def _one_line(problem: click.ClickException) -> str:
    hint = f" (see {problem.ctx.command_path} --help)" if isinstance(problem, click.UsageError) and problem.ctx else ""
    return f"kmeans-viz: {' '.join(problem.format_message().split()).rstrip('.')}{hint}"


def _say(message: str) -> None:
    click.echo(f"kmeans-viz: {message}", err=True)
