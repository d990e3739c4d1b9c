"""What a command says about a file that it reads: one line before its work, and how good its one run is."""

from __future__ import annotations

import click

from kmeans_viz.cli.terminal import one_line_each
from kmeans_viz.data import Table, tables
from kmeans_viz.data.report import Report
from kmeans_viz.pictures.telling import MOST_ANIMATED, plays_ms, shown_steps
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Trace

_RUNS = 20
_MOST_WORK = 2_000_000  # points times clusters; twenty runs on so many take about a second


def read(recipe: Recipe, quiet: bool, *, in_own_units: bool = False) -> Table:
    """Return the board of a recipe, and print which columns of its file count.

    `in_own_units` leaves the scaling to the caller, if the recipe wants any.
    """
    table = recipe.table_in_own_units() if in_own_units and recipe.standardize else recipe.table()
    if recipe.path is not None and table.report is not None and not quiet:
        click.echo(f"kmeans-viz: {one_line_each(table.report.line)}", err=True)
    return table


def run_of(recipe: Recipe, quiet: bool) -> Recipe | Trace:
    """Return the run of a recipe, and tell which columns of its file count; if quiet, return the recipe."""
    return recipe if quiet else recipe.run(read(recipe, quiet))


def tell_length(source: Recipe | Trace, recipe: Recipe) -> None:
    """Print how long the animation of a long run plays, and whether it shows all half-steps."""
    if not isinstance(source, Trace) or len(source) <= MOST_ANIMATED:
        return
    n, shown = len(source), len(shown_steps(source, recipe))
    seconds, all_of_them = (f"{plays_ms(m, recipe) / 1000:,.0f} s" for m in (shown, n))
    if shown < n:
        what = f"the {shown} in which most happens are shown, for {seconds}; --tween 0 shows all, for {all_of_them}"
    else:
        what = f"the animation plays {seconds}; with pictures in between, --tween 6, it shows {MOST_ANIMATED} of them"
    click.echo(f"kmeans-viz: the run has {n} half-steps; {what}", err=True)


def read_files(files: tuple[str, ...], recipe: Recipe, quiet: bool) -> Table:
    """Return the rows of several files, read as a recipe says, and print which of their columns count."""
    table = tables.read_in_memory(files, recipe.how_to_read())
    if table.report is not None and not quiet:
        click.echo(f"kmeans-viz: {one_line_each(table.report.line)}", err=True)
    return table


def tell_of_luck(recipe: Recipe, trace: Trace) -> None:
    """Print how far a single run on a file is from the best of several."""
    if recipe.path is None or recipe.n_runs > 1 or not isinstance(recipe.init, str) or trace.k == 1:
        return
    if trace.n_points != len(trace.X):  # a folder, of which the trace holds a sample
        return
    if len(trace.X) * trace.k > _MOST_WORK:
        click.echo(f"kmeans-viz: this is one run of many; --n-runs {_RUNS} takes the best of {_RUNS} starts", err=True)
        return
    best = best_of(trace.X, trace.k, _RUNS, init=recipe.init, seed=0, on_empty=recipe.on_empty).best.inertia
    if trace.inertia > best * 1.001:
        far = f"{trace.inertia / best - 1:.1%} above" if best > 0 and trace.inertia < 2 * best else "more than twice"
        click.echo(
            f"kmeans-viz: this run's sum of squared distances, {trace.inertia:.4g}, is {far} the best of {_RUNS} "
            f"starts, {best:.4g}; --n-runs {_RUNS} shows the best",
            err=True,
        )


def how_to_change(report: Report) -> str:
    """Return a sentence on the options that would change what counts."""
    tips = []
    for kind, option, what in (
        ("dates", "--dates", "as days"),
        ("words", "--one-hot", "as a column of 0 and 1 for each word"),
    ):
        names = [column.name for column in report.left_out if column.kind == kind]
        if names:
            tips.append(f"{option} counts {', '.join(names[:3])}{' and others' if len(names) > 3 else ''} {what}")
    others = "--columns and --without name columns; --header, --encoding and --part say how to read the file"
    return one_line_each("; ".join([*tips, others])) + "."
