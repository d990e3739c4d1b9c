"""The command that counts the spots in a picture."""

from __future__ import annotations

import click

from kmeans_viz.cli.terminal import one_line_each, report
from kmeans_viz.data.images import CHANNELS, STAINS


@click.command(short_help="Count the spots in a picture, such as cells: places, areas, and a page about them.")
@click.argument("image")
@click.option("--out", metavar="DIR", help="The folder for cells.csv, left_out.csv, outlines.png and report.html.")
@click.option("--spots", metavar="NAME", help="bright or dark; by default those that stand out more.")
@click.option("--part", metavar="NAME", help=f"What to look at: {', '.join((*CHANNELS, *STAINS))}.  [default: grey]")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def cells(image: str, out: str | None, spots: str | None, part: str | None, quiet: bool) -> None:
    """Count the spots in IMAGE, such as cells, stars or coins, under uneven light and where they touch.

    cells.csv has the place and the area of each spot, left_out.csv what does not count, and why. outlines.png is the
    picture with their outlines and numbers, and report.html a page to read, print or mail.
    """
    from kmeans_viz.answers.counting import NAMES
    from kmeans_viz.answers.counting import cells as cells_in

    found = cells_in(image, spots=spots, part=part)
    folder = None if out is None else found.save(out)
    if quiet:
        return
    click.echo(one_line_each(found.text))
    if folder is None:
        click.echo("  --out DIR writes their places and areas, and a page about them")
        return
    click.echo()
    for name in NAMES:
        report(folder / name, quiet)
