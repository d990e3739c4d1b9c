"""The commands that answer what a file of a person's own holds: its clusters, its places, its columns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from kmeans_viz.answers.files import NAMES, RECOLOURED
from kmeans_viz.cli.options import BOARD, RUN, recipe_of, recipe_options
from kmeans_viz.cli.reading import how_to_change, read, read_files
from kmeans_viz.cli.terminal import Bar, one_line_each, report
from kmeans_viz.data.folders import text_files
from kmeans_viz.data.reading import OF_A_FILE


@click.command(short_help="Cluster a file: its rows with a cluster each, and a page about them.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--out", metavar="DIR", required=True, help="The folder for rows.csv, clusters.csv and report.html.")
@recipe_options(
    {name: BOARD[name] for name in (*OF_A_FILE, "standardize")},
    {
        "seed": "Makes the starts repeatable.",
        "k": "How many clusters to look for; by default, four methods are asked.",
        "init": RUN["init"],
        "n_runs": "From how many starts to run; the best run is kept, of 20 by default.",
        "max_iter": RUN["max_iter"],
    },
    defaults={"k": None, "init": "k-means++", "n_runs": None},
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def cluster(files: tuple[str, ...], out: str, base: str | None, quiet: bool, **chosen: Any) -> None:
    """Cluster the rows of FILE, of several files with the same columns, or of a folder of them, and write to DIR.

    rows.csv has all rows of the file in order, with a cluster and the distance from its centroid. clusters.csv has the
    sizes and the centroids. report.html is a page to read, print or mail: what sets each cluster apart, how sure that
    is, and what was counted.
    """
    from kmeans_viz.answers.clustering import clustering_of
    from kmeans_viz.answers.found import N_RUNS

    given = {name: value for name, value in chosen.items() if value is not None}
    recipe = recipe_of(base, {"init": "k-means++", "n_runs": N_RUNS, **given, "csv": files[0]})
    if len(files) == 1 and not text_files(files[0]):
        table = read(recipe, quiet, in_own_units=True)
    else:
        # A recipe names one file, or a pattern, so that of several files says only how they are read.
        table = read_files(files, recipe, quiet)
        recipe = replace(recipe, csv=None)
    with Bar(quiet, "running") as bar:
        found = clustering_of(table, recipe, recipe.k if "k" in given else None, progress=bar)
        folder = found.save(out)
    if not quiet:
        click.echo(one_line_each(found.text))
        click.echo()
        for name in (*NAMES, *([] if found.recoloured is None else [RECOLOURED])):
            report(folder / name, quiet)


@click.command(short_help="Find where time was spent: hours, visits and days at each place, and a page about them.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--out", metavar="DIR", help="The folder for places.csv, visits.csv, places.geojson and report.html.")
@click.option(
    "--radius", "radius_m", type=float, metavar="M", default=200, help="Of a place, in metres.  [default: 200]"
)
@click.option(
    "--min-stay", type=float, metavar="MINUTES", default=20, help="How long a stay lasts at least.  [default: 20]"
)
@click.option(
    "--max-gap", type=float, metavar="MINUTES", default=120, help="Longer gaps count nowhere.  [default: 120]"
)
@click.option("--timezone", metavar="NAME", help="For days and hours, such as Europe/Vienna; UTC by default.")
@recipe_options(
    {"columns": "Those of latitude, longitude and time, if they are not recognised."}
    | {name: BOARD[name] for name in ("header", "encoding", "part")}
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def places(
    files: tuple[str, ...], out: str | None, radius_m: float, min_stay: float, max_gap: float, timezone: str | None,
    base: str | None, quiet: bool, **chosen: Any,
) -> None:  # fmt: skip
    """Find the places where time was spent, from the positions in FILE, or in several files, and their times.

    FILE is a GPX track, GeoJSON, an export of Google's Timeline or Takeout, a .plt track of GeoLife, or a table with
    latitude, longitude and time. Without --out, the places are printed. Nothing leaves this machine.
    """
    from kmeans_viz.answers.places.files import NAMES as PLACES
    from kmeans_viz.answers.places.finding import places as find

    recipe = recipe_of(base, {**chosen, "csv": files[0]})
    found = find(
        list(files), radius_m, min_stay_minutes=min_stay, max_gap_minutes=max_gap, timezone=timezone,
        columns=recipe.columns, header=recipe.header, encoding=recipe.encoding, part=recipe.part,
    )  # fmt: skip
    if not quiet:
        click.echo(f"kmeans-viz: {one_line_each(found.fixes.line)}", err=True)
    folder = None if out is None else found.save(out)
    if out is None or not quiet:
        click.echo(one_line_each(found.text))
    if folder is not None and not quiet:
        click.echo()
        for name in PLACES:
            if (folder / name).exists():
                report(folder / name, quiet)


@click.command(short_help="Tell what a file holds, and which columns count.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@recipe_options({name: BOARD[name] for name in OF_A_FILE})
def columns(files: tuple[str, ...], base: str | None, **chosen: Any) -> None:
    """Tell what would be read from FILE, or from several: every column, whether it counts, why, and how it was read.

    The options change that, and are the same for every command that reads a file.
    """
    from kmeans_viz.data.tables import read as read_file

    recipe = recipe_of(base, {**chosen, "csv": files[0]})
    told = read_file(files if len(files) > 1 else files[0], recipe.how_to_read()).report
    assert told is not None
    click.echo(one_line_each(told.text))
    click.echo(f"\nTo change it: {how_to_change(told)}")
