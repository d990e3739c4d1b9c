"""The commands: one function each.

A command takes the options that the user typed, makes a `Recipe` of them, hands it to the function that does the work,
and reports the file. Bad input ends with one line and exit code 2, any other failure with one line and exit code 1, and
Ctrl-C with 130.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import click

from kmeans_viz import __version__
from kmeans_viz.cli.answers import cluster, columns, places
from kmeans_viz.cli.classroom import class_
from kmeans_viz.cli.counting import cells
from kmeans_viz.cli.options import (
    BOARD,
    LOOK,
    MOVE,
    RUN,
    as_typed,
    extras_of,
    extras_options,
    recipe_of,
    recipe_options,
)
from kmeans_viz.cli.output import format_option, opened
from kmeans_viz.cli.pages import choose_k, scenes, storyboard
from kmeans_viz.cli.reading import run_of, tell_length, tell_of_luck
from kmeans_viz.cli.teaching import grade, handout
from kmeans_viz.cli.terminal import Bar, explain, forget_signals, hear_no_more, listen, report
from kmeans_viz.inputs import InputError
from kmeans_viz.languages import ENGLISH, LANGUAGES
from kmeans_viz.links import TooLongError
from kmeans_viz.look import check_extras, check_used, used_in
from kmeans_viz.runs.trace import Trace


def main() -> NoReturn:
    """Run the command line and exit."""
    listen()
    try:
        code = cli.main(prog_name="kmeans-viz", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as problem:
        hear_no_more()
        code = explain(problem)
    hear_no_more()
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
      kmeans-viz cluster mine.csv -k 5 --out answer
      kmeans-viz places tracks/*.gpx --radius 200 --out answer
      kmeans-viz columns mine.csv
      kmeans-viz cells mine.png --out answer
      kmeans-viz scenes lesson.html
      kmeans-viz recipe out.gif --command
    """  # noqa: D301  click takes the character \b as a mark before lines that it must not join


@cli.command(short_help="Animate a run: .gif, .mp4, .html, .webp, .png, frames/.")
@click.argument("out")
@recipe_options(BOARD, RUN, LOOK, MOVE)
@extras_options
@format_option
@click.option("--scheduler", metavar="ADDRESS", help="Run k-means on a Dask cluster, for example tcp://127.0.0.1:8786.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def animate(out: str, base: str | None, form: str | None, scheduler: str | None, quiet: bool, **chosen: Any) -> None:
    """Animate k-means and write it to OUT, where - is standard output.

    The ending picks the format: .gif, .webp, .png or .apng, .avif, .html, a video (.mp4, .mov, .mkv, .webm), .tiff or
    .tif with a page for each picture, or a slash for a folder of numbered PNGs; .pdf, .svg, .jpg and .jpeg are
    storyboards.

    A folder may be larger than memory: k-means then runs block by block, on the threads of this machine or on a Dask
    cluster whose workers can read the folder, and a sample of the points is drawn.
    """
    from kmeans_viz.beyond_memory.dask_cluster import connected, watched
    from kmeans_viz.export import WRITERS, save
    from kmeans_viz.export.jobs import aimed

    extras, typed = extras_of(chosen)
    recipe = recipe_of(base, chosen)
    if scheduler is not None and (recipe.path is None or not Path(recipe.path).is_dir()):
        raise InputError(
            f"--scheduler {scheduler} runs what is read block by block, which is a folder; name one with --parquet, or "
            "leave --scheduler out"
        )
    with (
        nullcontext() if scheduler is None else connected(scheduler),
        Bar(quiet) as bar,
        watched(bar.watch),
        opened(out, form) as target,
    ):
        ending, _ = aimed(target, form, WRITERS)
        used = used_in(ending)
        check_used(as_typed(chosen, MOVE), used, ending, WRITERS[ending].why)
        check_extras(typed, ending)
        source = run_of(recipe, quiet)
        if "step_ms" in used and ending != ".html":
            tell_length(source, recipe)
        save(source, target, format=ending[1:] if form else None, progress=bar, **extras)
    report(out, quiet)
    if isinstance(source, Trace):
        tell_of_luck(recipe, source)


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
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="URL",
    help="Where else the page can be reached, such as https://class.example/k-means/ for a proxy; may be repeated.",
)
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only print the address.")
@recipe_options(BOARD, RUN, LOOK)
def app(
    port: int | None, host: str, addresses: tuple[str, ...], browser: bool, base: str | None, **chosen: Any
) -> None:
    """Serve the explorer as a web page, until Ctrl-C. It begins with the board that the options describe.

    With --host or --address, the addresses that are printed end with a token, and who does not have it can neither open
    a file nor ask for a video.
    """
    from kmeans_viz.serve.launch import launch
    from kmeans_viz.serve.listening import PORT

    recipe = recipe_of(base, chosen)
    is_chosen = base is not None or any(value is not None for value in chosen.values())
    try:
        fragment = recipe.to_link() if is_chosen else ""
    except TooLongError:
        if recipe.path is None:
            raise
        raise InputError(
            f"{recipe.path} has too many points for the address of a page; start kmeans-viz app without it, and open "
            'the file there, at "Your own points…"'
        ) from None
    wanted = PORT if port is None else port

    def tell(address: str) -> None:
        is_moved = urlsplit(address).port != wanted and not address.startswith(addresses)
        start = f"Port {wanted} is taken; the" if is_moved else "The"
        click.echo(f"{start} explorer is at {address} (Ctrl-C stops it).")

    launch(
        host=host,
        port=wanted,
        fragment=fragment,
        addresses=addresses,
        open_browser=browser,
        tell=tell,
    )
    forget_signals()


@cli.command(short_help="Open the notebooks in JupyterLab.")
@click.argument("folder", default=None, required=False, type=click.Path(file_okay=False))
@click.option("--solutions", is_flag=True, help="For teachers: copy the solutions of the exercises too.")
@click.option("--browser/--no-browser", default=True, help="Open the browser, or only print the address.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default=ENGLISH, help="The language of the lessons, as far as translated."
)
def lab(folder: str | None, solutions: bool, browser: bool, lang: str) -> None:
    """Open JupyterLab on the notebooks, in FOLDER if one is given; those that are missing there are copied to it."""
    from kmeans_viz.lessons.lab import open_lab

    sys.exit(open_lab(folder, solutions=solutions, open_browser=browser, lang=lang))


@cli.command(short_help="Make the gallery of exhibits in a folder.")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def gallery(folder: str, quiet: bool) -> None:
    """Make the gallery in FOLDER: the blog post's experiments and real data, as animations and storyboards."""
    from kmeans_viz.export.exhibits import make_gallery

    is_shown = not quiet and sys.stderr.isatty()
    for path in make_gallery(folder, progress=(lambda name: click.echo(f"{name} …", err=True)) if is_shown else None):
        report(path, quiet)


@cli.command(short_help="Make web pages: the lessons and the explorer, or notebooks of your own.")
@click.argument("targets", metavar="FOLDER | NOTEBOOK...", nargs=-1, required=True)
@click.option("--out", metavar="DIR", help="Where the pages of your own notebooks go; by default, beside them.")
@click.option(
    "--lang",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    help="A language of the lessons beside English; may be given several times. By default, all there are.",
)
@click.option("--home", metavar="ADDRESS", help="Where the index of the lessons links to, such as ../index.html.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def site(targets: tuple[str, ...], out: str | None, languages: tuple[str, ...], home: str | None, quiet: bool) -> None:
    """Run the lessons, and make them and the explorer pages in FOLDER, which need no network and no kernel.

    Of notebooks of your own, site NOTEBOOK... makes one such page each, with live boards.
    """
    from kmeans_viz.lessons.own import make_pages
    from kmeans_viz.lessons.site import make_site

    progress = (lambda name: click.echo(f"{name} …", err=True)) if not quiet and sys.stderr.isatty() else None
    if all(Path(target).suffix == ".ipynb" for target in targets):
        for option, value in (("--lang", next(iter(languages), None)), ("--home", home)):
            if value is not None:
                raise InputError(f"{option} {value} is for the lessons, and {targets[0]} is your own; leave it out")
        pages = make_pages(targets, out, progress=progress)
    elif len(targets) > 1:
        raise InputError(f"{' and '.join(targets)} are not all notebooks; name one folder, or files that end in .ipynb")
    elif out is not None:
        raise InputError(f"--out {out} is for notebooks of your own; the lessons go to {targets[0]}, so leave it out")
    else:
        pages = make_site(targets[0], progress=progress, languages=languages or LANGUAGES, home=home)
    for path in pages:
        report(path, quiet)


@cli.command(short_help="Write the script that makes live boards in web pages.")
@click.argument("out", type=click.Path(dir_okay=False))
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def board(out: str, quiet: bool) -> None:
    """Write OUT, a script such as kmeans-board.js: in a page that loads it, <kmeans-board> is a live board."""
    from kmeans_viz.export.draft import draft_of
    from kmeans_viz.web.join import board_script

    target = Path(out)
    if target.suffix != ".js":
        raise InputError(f"{out} is to be a script; use a name that ends in .js, such as kmeans-board.js")
    with draft_of(target) as draft:
        draft.file.write(board_script().encode())
    report(target, quiet)


for command in (storyboard, choose_k, scenes, class_, cluster, places, columns, cells, handout, grade):
    cli.add_command(command)
