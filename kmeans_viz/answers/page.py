"""The page of an answer: what sets each cluster apart, how sure that is, and what was counted, on one page to print.

`page_of` takes what was `Found` and returns HTML that loads nothing from elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.certainty import rows_in_words, sentences
from kmeans_viz.answers.charts import picture, png_of, strip
from kmeans_viz.answers.sheet import bullets, capital, colors, escaped, section, sheet
from kmeans_viz.data.reading import TODAY
from kmeans_viz.data.report import said
from kmeans_viz.recipe import Recipe

if TYPE_CHECKING:
    from kmeans_viz.answers.found import Found

_MOST_STRIPS = 8


def page_of(found: Found, recoloured: NDArray[np.uint8] | None = None) -> str:
    """Return the page about a clustering, as HTML; `recoloured` is a picture in k colours, if there is one."""
    title = f"{_source(found)} in {found.k} {'cluster' if found.k == 1 else 'clusters'}"
    sections = [
        _overview(found),
        *([] if recoloured is None else [_recoloured(found, recoloured)]),
        section("What sets each cluster apart", _cards(found)),
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
    names = _listed(found.data.names, 6)
    same = ", each scaled to the same spread" if found.is_standardized else ""
    runs = f"the best of {len(found.runs)} starts" if len(found.runs) > 1 else "a single run"
    return f"k-means on {rows}, {runs}. What counted: {escaped(names)}{same}."


def _overview(found: Found) -> str:
    light, dark = picture(found, "light"), picture(found, "dark")
    d = len(found.data.names)
    projected = (
        f"<p class='note'>The rows have {d} columns that count; the picture shows the two directions in which they "
        "differ most, so clusters that overlap here may lie apart.</p>"
        if d > 2
        else ""
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
        '<section class="overview"><figure><picture>'
        f'<source media="print" srcset="{light}"><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" alt="The rows in their clusters, and a star at the mean of each"></picture>'
        f'{projected}</figure><div><h2>How many rows each has</h2><ol class="sizes">{bars}</ol></div></section>'
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


def _cards(found: Found) -> str:
    profile = found.profile
    cards = []
    for j in range(found.k):
        order = profile.order(j)
        strips = "".join(
            f"<tr><th>{escaped(profile.names[i])}</th><td class='strip'>{strip(profile, j, i)}</td>"
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
        cards.append(
            f'<article class="card c{j + 1}"><h3><span class="chip">{j + 1}</span>Cluster {j + 1}</h3>'
            f'<p class="size">{rows_in_words(size)} · {size / len(found.labels):.0%}{sure}</p>'
            f'<p class="apart">{escaped(capital(profile.sentence(j)))}</p>'
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
    head = "".join(f"<th>{escaped(name)}</th>" for name in (*profile.names, *found.places))
    rows = "".join(
        f'<tr class="c{j + 1}"><th><span class="chip">{j + 1}</span></th><td>{int(found.sizes[j]):,}</td>'
        f"<td>{found.sizes[j] / len(found.labels):.1%}</td>"
        + "".join(f"<td>{escaped(profile.shown(i, profile.centroids[j, i]))}</td>" for i in range(len(profile.names)))
        + "".join(f"<td>{values[j]:.5f}</td>" for values in found.places.values())
        + "</tr>"
        for j in range(found.k)
    )
    every = "".join(f"<td>{escaped(profile.shown(i, profile.means[i]))}</td>" for i in range(len(profile.names)))
    return (
        '<div class="wide"><table class="grid"><thead><tr><th>Cluster</th><th>Rows</th><th>Share</th>'
        f"{head}</tr></thead><tbody>{rows}<tr class='every'><th>All</th><td>{len(found.labels):,}</td><td>100%</td>"
        f"{every}{'<td></td>' * len(found.places)}</tr></tbody></table></div>"
        "<p class='note'>Means, in the units of the file. clusters.csv has them with all digits.</p>"
    )


def _certainty(found: Found) -> str:
    told = sentences(found.certainty, is_standardized=found.is_standardized)
    if found.advice is not None:
        told.insert(0, f"How many clusters? Asked four methods. {found.advice.headline} {found.advice.words}")
    else:
        told.insert(0, f"The number of clusters, {found.k}, was given; k-means finds {found.k} in any data.")
    if found.decides:
        told.append(
            f"Mind the units: {found.decides}. Scaling every column to the same spread (standardize) may tell more."
        )
    if found.flat_degrees:
        told.append(f"Mind the degrees: {found.flat_degrees}. Without names of columns, kilometres are compared.")
    return bullets(told)


def _counted(found: Found) -> str:
    report = found.report
    if report is None:
        return "<p>Every coordinate of the points counted.</p>"
    rows = "".join(
        f"<tr class='{'used' if column.is_used else 'unused'}'><td>{'counts' if column.is_used else 'left out'}</td>"
        f"<th>{escaped(column.name)}</th><td>{escaped(said(column))}</td></tr>"
        for column in report.columns
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
    command = replace(recipe, reading=TODAY).command("out.gif")
    return (
        "<p>This command animates the same run; <code>kmeans-viz cluster</code> with the same options makes this "
        "page.</p>"
        f"<pre>{escaped(command)}</pre>"
    )


def _listed(words: Sequence[str], most: int) -> str:
    return (
        ", ".join(words) if len(words) <= most else f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    )
