"""The page of an answer: what sets each cluster apart, how sure that is, and what was counted, on one page to print.

`page_of` takes what was `Found` and returns HTML that loads nothing from elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.certainty import rows_in_words, sentences
from kmeans_viz.answers.charts import picture, png_of, strip
from kmeans_viz.answers.examples import examples_of, names_of
from kmeans_viz.answers.found import N_RUNS, Found
from kmeans_viz.answers.sheet import (
    broken,
    bullets,
    capital,
    colors,
    command,
    escaped,
    picture_in,
    section,
    sheet,
    table,
)
from kmeans_viz.data.reading import TODAY
from kmeans_viz.data.report import said
from kmeans_viz.look import Look
from kmeans_viz.recipe import Recipe

if TYPE_CHECKING:
    import pandas as pd

_MOST_STRIPS = 8
_MOST_HOVERED = 1000  # names in the picture; among more dots, none can be pointed at


def page_of(found: Found, recoloured: NDArray[np.uint8] | None = None, frame: pd.DataFrame | None = None) -> str:
    """Return the page about a clustering, as HTML.

    Parameters
    ----------
    found : Found
    recoloured : array of uint8, optional
        A picture in k colours, if there is one.
    frame : pandas.DataFrame, optional
        All rows of the file, if they have been read already.
    """
    title = f"{_source(found)} in {found.k} {'cluster' if found.k == 1 else 'clusters'}"
    names = names_of(found, frame)
    sections = [
        _overview(found, names),
        *([] if recoloured is None else [_recoloured(found, recoloured)]),
        section("What sets each cluster apart", _cards(found, examples_of(found, names))),
        section("The clusters in numbers", _numbers(found)),
        section("How sure is this?", _certainty(found)),
        section("What was counted", _counted(found)),
        section("Make it again", _again(found)),
    ]
    return sheet(title, _lead(found), sections, colors(found.k))


def _source(found: Found) -> str:
    return found.report.source if found.report is not None else "The rows"


def _lead(found: Found) -> str:
    n, n_all = len(found.labels), len(found.labels) + found.data.n_skipped
    rows = f"all {n:,} rows" if n == n_all else f"{n:,} of {n_all:,} rows"
    names = _listed(_what_counted(found), 6)
    same = ", each scaled to the same spread" if found.is_standardized else ""
    runs = f"the best of {len(found.runs)} starts" if len(found.runs) > 1 else "a single run"
    return f"k-means on {rows}, {runs}. What counted: {escaped(names)}{same}."


def _what_counted(found: Found) -> list[str]:
    """Return the names of the columns that counted; of kilometres, what they were made of."""
    names, globe = found.data.names, found.data.globe
    made = {} if globe is None else {i: pair for pair, columns in globe.positions(names) for i in columns}
    told = [
        f"the distance on the globe ({', '.join(made[i].names[::-1])})" if i in made else name
        for i, name in enumerate(names)
    ]
    return list(dict.fromkeys(told))


def _overview(found: Found, names: NDArray[Any] | None) -> str:
    (light, places), (dark, _) = picture(found, "light"), picture(found, "dark")
    hovered, told = "", ""
    if names is not None and len(names) <= _MOST_HOVERED:
        hovered = "".join(
            f'<i style="left:{100 * x:.1f}%;top:{100 * y:.1f}%"{" class=left" if x > 0.5 else ""} '
            f'data-name="{escaped(name)}"></i>'
            for (x, y), name in zip(places.tolist(), names, strict=True)
        )
        told = "<p class='note hovers'>Point at a dot to see its name.</p>"
    projected = ""
    if found.profile.is_place:
        projected = "<p class='note'>Seen from above, with north up, in kilometres.</p>"
    elif len(found.data.names) > 2:
        projected = (
            f"<p class='note'>The rows have {len(found.data.names)} columns that count; the picture shows the two "
            "directions in which they differ most, so clusters that overlap here may lie apart.</p>"
        )
    bars = "".join(
        f'<li class="c{j + 1}"><span class="chip">{j + 1}</span>'
        f'<span class="bar"><span style="width:{100 * share:.1f}%"></span></span>'
        f"<span class='n'>{size:,} <small>{share:.0%}</small></span></li>"
        for j, (size, share) in enumerate(
            zip(found.sizes.tolist(), (found.sizes / len(found.labels)).tolist(), strict=True)
        )
    )
    return (
        '<section class="overview"><figure><div class="hovered">'
        f"{picture_in(light, dark, 'The rows in their clusters, and a star at the mean of each')}{hovered}</div>"
        f'{told}{projected}</figure><div><h2>How many rows each has</h2><ol class="sizes">{bars}</ol></div></section>'
    )


def _recoloured(found: Found, recoloured: NDArray[np.uint8]) -> str:
    picture = found.data.backdrop
    assert picture is not None
    words = "The picture", f"In {found.k} colours, the means of the clusters"
    before, after = (
        f'<figure><img src="data:image/png;base64,{base64.b64encode(png_of(pixels)).decode()}" alt="{what}">'
        f'<p class="note">{what}</p></figure>'
        for pixels, what in zip((picture.pixels, recoloured), words, strict=True)
    )
    return section("The picture in these colours", f'<div class="pair">{before}{after}</div>')


def _cards(found: Found, examples: Sequence[Sequence[str]]) -> str:
    profile = found.profile
    cards = []
    for j in range(found.k):
        order = profile.order(j)
        strips = "".join(
            f"<tr><th>{broken(profile.names[i])}</th><td class='strip'>{strip(profile, j, i)}</td>"
            f"<td class='value'>{escaped(profile.shown(i, profile.centroids[j, i]))}</td>"
            f"<td class='value other'>{escaped(profile.shown(i, profile.means[i]))}</td></tr>"
            for i in order[:_MOST_STRIPS]
        )
        more = (
            f"<p class='note'>and {len(order) - _MOST_STRIPS} more columns below</p>"
            if len(order) > _MOST_STRIPS
            else ""
        )
        size = int(found.sizes[j])
        silhouette = found.certainty.silhouettes[j]
        sure = f" · silhouette {silhouette:.2f}" if silhouette == silhouette else ""
        typical = f"<p class='typical'>Nearest its mean: {escaped(', '.join(examples[j]))}</p>" if examples[j] else ""
        cards.append(
            f'<article class="card c{j + 1}"><h3><span class="chip">{j + 1}</span>Cluster {j + 1}</h3>'
            f'<p class="size">{rows_in_words(size)} · {size / len(found.labels):.0%}{sure}</p>'
            f'<p class="apart">{broken(capital(found.sentence(j)))}</p>{typical}'
            f"<table><thead><tr><th></th><td></td><td class='value'>mean</td><td class='value other'>all rows</td></tr>"
            f"</thead><tbody>{strips}</tbody></table>{more}</article>"
        )
    legend = (
        "<p class='note'>Each strip goes from the lowest to the highest value of a column. The pale band holds the "
        "middle half of all rows, and the tick is their mean; the coloured bar holds the middle half of the cluster, "
        "and the dot is its mean.</p>"
    )
    return f'{legend}<div class="cards">{"".join(cards)}</div>'


def _numbers(found: Found) -> str:
    profile = found.profile
    n = len(found.labels)
    head = ("Cluster", "Rows", "Share", *profile.names, *found.places)
    rows = [
        (
            f"c{j + 1}",
            [
                f'<span class="chip">{j + 1}</span>', f"{int(found.sizes[j]):,}", f"{found.sizes[j] / n:.1%}",
                *(escaped(profile.shown(i, value)) for i, value in enumerate(found.centroids[j].tolist())),
                *(f"{values[j]:.5f}" for values in found.places.values()),
            ],
        )
        for j in range(found.k)
    ]  # fmt: skip
    every = (escaped(profile.shown(i, value)) for i, value in enumerate(profile.means.tolist()))
    rows.append(("every", ["All", f"{n:,}", "100%", *every, *("" for _ in found.places)]))
    note = "Means, in the units of the file. clusters.csv has them with all digits."
    return f"{table(head, rows)}<p class='note'>{note}</p>"


def _certainty(found: Found) -> str:
    told = sentences(found.certainty, is_standardized=found.is_standardized)
    if found.advice is not None:
        told.insert(0, f"How many clusters? Four methods were asked. {found.advice.headline} {found.advice.words}")
    else:
        told.insert(0, f"The number of clusters, {found.k}, was given; k-means finds {found.k} in any data.")
    if found.decides:
        told.append(
            f"Mind the units: {found.decides}. Scaling every column to the same spread, with standardize=True or "
            "--standardize, may tell more."
        )
    if found.flat_degrees:
        told.append(f"Mind the degrees: {found.flat_degrees}. Without names of columns, kilometres are compared.")
    return bullets(told)


def _counted(found: Found) -> str:
    report = found.report
    if report is None:
        return "<p>Every coordinate of the points counted.</p>"
    left_out = report.left_out
    rows = "".join(
        f"<tr class='{'unused' if column in left_out else 'used'}'>"
        f"<td>{'left out' if column in left_out else 'counts'}</td>"
        f"<th>{broken(column.name)}</th><td>{escaped(said(column))}</td></tr>"
        for column in report.columns
        if column.is_used or not column.made_of
    )
    parts = [f'<div class="wide"><table class="grid words"><tbody>{rows}</tbody></table></div>']
    if found.data.n_skipped:
        n = found.data.n_skipped
        parts.append(
            f"<h3>{rows_in_words(n)} left out</h3>{bullets(report.skipped)}"
            f"<p class='note'>{'It is' if n == 1 else 'They are'} in rows.csv with the reason, and no cluster.</p>"
        )
    if report.notes:
        parts.append(f"<h3>How the file was read</h3>{bullets(map(capital, report.notes))}")
    return "".join(parts)


def _again(found: Found) -> str:
    recipe = found.trace.recipe
    if not isinstance(recipe, Recipe):
        first, last = found.runs.seeds[0], found.runs.seeds[-1]
        return f"<p>k = {found.k}, best of {len(found.runs)} runs with the seeds {first} to {last}.</p>"
    # If older rules read the same from the file, nobody need name them.
    recipe = replace(recipe, reading=TODAY)
    # Where four methods were asked for k, they are asked again. The others belong to animations, or are the argument.
    usual = {"init": "k-means++", "n_runs": N_RUNS, "k": None if found.advice is None else recipe.k}
    usual |= {name: getattr(recipe, name) for name in ("csv", "parquet", "on_empty", *Look.__dataclass_fields__)}
    again = recipe.command(recipe.path or "", verb="cluster", usual=usual)
    return (
        f"{command(f'{again} --out answer')}<p>And this command animates the same run:</p>{command(recipe.command())}"
    )


def _listed(words: Sequence[str], most: int) -> str:
    return (
        ", ".join(words) if len(words) <= most else f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    )
