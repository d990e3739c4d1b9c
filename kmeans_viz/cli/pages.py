"""The commands that put something on one page: half-steps of a run, how many clusters there are, scenes of a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kmeans_viz.cli.options import BOARD, LOOK, RUN, extras_of, extras_options, recipe_of, recipe_options
from kmeans_viz.cli.output import STDOUT, format_option, opened
from kmeans_viz.cli.reading import read, run_of
from kmeans_viz.cli.terminal import Bar, report
from kmeans_viz.inputs import InputError
from kmeans_viz.languages import ENGLISH, LANGUAGES
from kmeans_viz.look import check_extras

if TYPE_CHECKING:
    from kmeans_viz.how_many.comparison import Comparison


@click.command(short_help="Put a run on one page: .pdf, .svg, .png, .jpg, .tiff.")
@click.argument("out")
@recipe_options(BOARD, RUN, LOOK)
@click.option(
    "--panels", type=int, metavar="N", default=None, help="How many half-steps to show; all, up to 30, by default."
)
@extras_options
@format_option
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def storyboard(out: str, base: str | None, panels: int | None, form: str | None, quiet: bool, **chosen: Any) -> None:
    """Put the half-steps of a run on one page and write it to OUT: .pdf, .svg, .png, .jpg or .tiff."""
    from kmeans_viz.export import save_storyboard
    from kmeans_viz.export.jobs import aimed
    from kmeans_viz.export.pages import ENDINGS

    extras, typed = extras_of(chosen)
    recipe = recipe_of(base, chosen)
    with opened(out, form) as target:
        check_extras(typed, aimed(target, form, ENDINGS)[0])
        save_storyboard(run_of(recipe, quiet), target, format=form, panels=panels, **extras)
    report(out, quiet)


@click.command("choose-k", short_help="Ask four methods how many clusters there are: .png, .pdf, .svg.")
@click.argument("out")
@recipe_options(
    BOARD
    | {
        "csv": "A file of your own instead: CSV, TSV, GPX, .npy, an image (its bright spots).",
        "parquet": "A Parquet file instead.",
    },
    {name: RUN[name] for name in ("init_seed",)},
    {name: LOOK[name] for name in ("style", "voronoi")},
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
@format_option
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def choose_k(out: str, base: str | None, k_max: int, n_refs: int, form: str | None, quiet: bool, **chosen: Any) -> None:
    """Ask elbow, gap statistic, f(K) and silhouette how many clusters the board has, and write it to OUT.

    The page shows the data, the four curves and, in words, where they agree: .png, .pdf, .svg, .jpg or .tiff.
    """
    from kmeans_viz.export import save_choose_k

    recipe = recipe_of(base, chosen)
    table = read(recipe, quiet)
    told: list[Comparison] = []
    with Bar(quiet, "measuring") as bar, opened(out, form) as target:
        save_choose_k(
            recipe, target, format=form, k_max=k_max, n_refs=n_refs, table=table, progress=bar, tell=told.append
        )
    report(out, quiet)
    if not quiet:
        click.echo(f"{told[0].headline}\n{told[0].words}", err=out == STDOUT)


@click.command(short_help="Make a page that plays the scenes of a lesson: .html, .json.")
@click.argument("paths", metavar="[FILE] OUT", nargs=-1, required=True)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default=None, help=f"The language of the ten scenes.  [default: {ENGLISH}]"
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def scenes(paths: tuple[str, ...], lang: str | None, quiet: bool) -> None:
    """Make a page that plays the scenes in FILE, or ten that make a first lesson, and write it to OUT.

    The page asks, shows a board, and waits for a key before it shows the answer. It is one file, which opens from disk.
    A name that ends in .json gets the scenes alone, to be edited; FILE is such a file, or a page of scenes.
    """
    from kmeans_viz.export import save_scenes
    from kmeans_viz.scenes.files import read_scenes
    from kmeans_viz.scenes.lesson import first_lesson

    *files, out = paths
    if len(files) > 1:
        raise InputError(f"there are {len(paths)} paths; name the page to make, or a file of scenes and then the page")
    if files and lang is not None:
        raise InputError(f"--lang {lang} makes no difference to the scenes in {files[0]}; leave it out")
    report(save_scenes(read_scenes(files[0]) if files else first_lesson(lang or ENGLISH), out), quiet)
