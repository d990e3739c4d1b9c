"""The commands for a class: what students get, and what their exercises get."""

from __future__ import annotations

from pathlib import Path

import click

from kmeans_viz.cli.terminal import Bar, report


@click.command(short_help="Copy the lessons and exercises for students to a folder.")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def handout(folder: str, quiet: bool) -> None:
    """Copy the students' version of the lessons and exercises to FOLDER: without solutions and without output.

    Nothing is overwritten.
    """
    from kmeans_viz.lessons.handout import handout as copied

    for path in copied(Path(folder)):
        report(path, quiet)


@click.command(short_help="Grade exercises that students handed in.")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--csv", "out", metavar="FILE", required=True, help="The table of marks to write.")
@click.option(
    "--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="How long a notebook may take."
)
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def grade(folder: str, out: str, seconds: int, quiet: bool) -> None:
    """Run the exercises in FOLDER, and write the points and the first hint of each to a table.

    FOLDER holds a folder for each student, or notebooks, or both. Each notebook runs in a process of its own, on a copy
    of its folder, with limits of time, memory and output, and may not start other programs. This is no sandbox: grade
    the work of people you do not trust on a machine that has nothing to lose.
    """
    from kmeans_viz.export.draft import draft_of
    from kmeans_viz.lessons.grading import as_csv
    from kmeans_viz.lessons.grading import grade as graded

    with draft_of(Path(out)) as draft:
        with Bar(quiet, "grading") as bar:
            rows = graded(Path(folder), seconds=seconds, progress=bar)
        # With a mark at the beginning, spreadsheets take it for UTF-8.
        draft.file.write(as_csv(rows).encode("utf-8-sig"))
    report(Path(out), quiet)
