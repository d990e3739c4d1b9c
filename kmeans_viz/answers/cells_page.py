"""The page about the spots of a picture: the picture with their outlines, the count, sizes, and what was left out.

`page_of` takes what was `Counted` and the picture with outlines, and returns HTML that loads nothing from elsewhere.
"""

from __future__ import annotations

import base64
import shlex
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.counted import Counted
from kmeans_viz.answers.sheet import bullets, capital, command, escaped, section, sheet
from kmeans_viz.data.images import STAINS

_MOST_ROWS = 200
_WIDTH, _HEIGHT, _FOOT = 420, 150, 34
_FAR = 8
_OWN_CSS = """
.photo img { width: 100%; height: auto; border-radius: 8px; }
.count { font-size: 64px; line-height: 1; font-weight: 700; margin: 0; font-variant-numeric: tabular-nums; }
.facts { border-collapse: collapse; width: 100%; margin-top: 16px; }
.facts th { text-align: left; font-weight: 400; color: var(--muted); padding: 6px 12px 6px 0; }
.facts td { text-align: right; padding: 6px 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
.facts tr + tr > * { border-top: 1px solid var(--line); }
.histogram { width: 100%; max-width: 480px; height: auto; display: block; }
.histogram rect { fill: #3150c1; }
.histogram line { stroke: var(--line); stroke-width: 1; }
.histogram text { fill: var(--muted); font-size: 12px; font-family: inherit; }
@media screen and (prefers-color-scheme: dark) { .histogram rect { fill: #5479fd; } }
.grid.each th, .grid.each td { padding: 5px 8px; }
@media (max-width: 760px) { .grid.each th, .grid.each td { padding: 5px 4px; font-size: 13px; } }
@media print { .overview { grid-template-columns: 3fr 2fr; } }
"""


def page_of(found: Counted, image: bytes) -> str:
    """Return the page about the spots of a picture, as HTML; `image` is a JPEG of it with their outlines."""
    measured = found.measured
    height, width = measured.pixels.shape[:2]
    title = f"{measured.source}: {found.count:,} {_what(found)}"
    sections = [
        _overview(found, image),
        section("How large they are", _histogram(found)),
        section("What was counted, and what was left out", _counted(found)),
        section("Each of them", _rows(found)),
        section("Make it again", _again(found)),
    ]
    lead = f"Found in a picture of {width:,} × {height:,} pixels, from which the background was taken away."
    return sheet(title, lead, sections, _OWN_CSS)


def _what(found: Counted) -> str:
    """Return what was counted: "bright spots", "dark spots in green" or "spots rich in eosin"."""
    word, part = "spot" if found.count == 1 else "spots", found.recipe.part
    if part in STAINS:
        return f"{word} {'rich' if found.is_bright else 'poor'} in {part}"
    return f"{found.measured.kind} {word}{'' if part is None else f' in {part}'}"


def _overview(found: Counted, image: bytes) -> str:
    address = "data:image/jpeg;base64," + base64.b64encode(image).decode()
    whole = found.areas[~found.on_border]
    areas = whole if len(whole) else found.areas
    among = " of those inside" if 0 < len(whole) < found.count else ""
    facts = {
        f"Median area{among}": f"{np.median(areas):,.0f} pixels",
        f"Mean area{among}": f"{areas.mean():,.0f} pixels",
        "Smallest, largest": f"{areas.min():,.0f}, {areas.max():,.0f} pixels",
        f"Median diameter{among}": f"{np.sqrt(4 * np.median(areas) / np.pi):,.1f} pixels",
        "Share of the picture": f"{found.areas.sum() / found.measured.pixels[..., 0].size:.1%}",
        "On the border": f"{int(found.on_border.sum()):,}",
        "Left out": f"{len(found.measured.left_out):,}",
    }
    rows = "".join(f"<tr><th>{escaped(name)}</th><td>{escaped(value)}</td></tr>" for name, value in facts.items())
    dashed = " Dashed outlines were left out." if found.measured.left_out else ""
    return (
        f'<section class="overview"><figure class="photo"><img src="{address}" alt="The picture, with the outline and '
        "the number of each spot\"><p class='note'>The number of a spot is that of its row below and in cells.csv."
        f'{dashed}</p></figure><div><p class="count">{found.count:,}</p><p>{escaped(_what(found))}</p>'
        f'<table class="facts"><tbody>{rows}</tbody></table></div></section>'
    )


def _histogram(found: Counted) -> str:
    inside = found.areas[~found.on_border]
    areas = inside if len(inside) else found.areas
    # A few far larger ones, often several that run together, would leave no room for the others.
    drawn = areas <= _FAR * np.median(areas)
    larger, areas = areas[~drawn], areas[drawn]
    counts, edges = np.histogram(areas, bins=int(np.clip(round(2 * np.sqrt(len(areas))), 5, 30)), range=_span(areas))
    step, most = _WIDTH / len(counts), counts.max()
    base = _HEIGHT - _FOOT
    bars = "".join(
        f'<rect x="{i * step + 1:.1f}" y="{base - (base - 18) * n / most:.1f}" width="{step - 2:.1f}" '
        f'height="{(base - 18) * n / most:.1f}"/>'
        for i, n in enumerate(counts.tolist())
        if n
    )
    marks = "".join(
        f'<text x="{share * _WIDTH:.0f}" y="{base + 16}" text-anchor="{anchor}">{edges[0] + share * np.ptp(edges):,.0f}'
        "</text>"
        for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end"))
    )
    label = f"{len(areas):,} areas, most of them near {edges[counts.argmax() : counts.argmax() + 2].mean():,.0f} pixels"
    without = " Those on the border are not among these, since it may cut them." if len(inside) < found.count else ""
    if len(larger):
        without += (
            f" {len(larger):,} of more than {_FAR} times the median area, up to {larger.max():,.0f} pixels, "
            f"{'is' if len(larger) == 1 else 'are'} not drawn: look whether several run together there."
        )
    without = without if len(inside) else " All touch the border, which may cut them."
    return (
        f'<svg class="histogram" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escaped(label)}">{bars}'
        f'<line x1="0" x2="{_WIDTH}" y1="{base}" y2="{base}"/>{marks}'
        f'<text x="{_WIDTH / 2:.0f}" y="{_HEIGHT - 2}" text-anchor="middle">area in pixels</text>'
        f'<text x="0" y="12">{most:,} {"spot" if most == 1 else "spots"} in the highest bar</text></svg>'
        f"<p class='note'>How many spots have which area.{without}</p>"
    )


def _span(areas: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(areas.min()), float(areas.max())
    return (low, high) if high > low else (low - 1, high + 1)


def _counted(found: Counted) -> str:
    measured = found.measured
    more = f"is {'brighter' if measured.is_bright else 'darker'}"
    if found.recipe.part in STAINS:
        more = f"holds {'more' if measured.is_bright else 'less'} {found.recipe.part}"
    told = [
        f"Counted: what {more} than the background, by more than its noise explains. Spots that touch were cut apart "
        "where that leaves round pieces.",
        *map(capital, found.notes),
    ]
    for reason, why in (
        ("too small", "less than a tenth of the typical area, or fewer than 4 pixels"),
        ("too faint", "hardly stand out from the noise"),
    ):
        n = sum(row[3] == reason for row in measured.left_out)
        if n:
            told.append(f"Left out, {reason}: {n:,} ({why}). left_out.csv has their places.")
    if not measured.left_out:
        told.append("Nothing was left out.")
    told.append("Look at the outlines before you trust the count: this page knows nothing but the picture.")
    return bullets(told)


def _rows(found: Counted) -> str:
    table = found.table().head(_MOST_ROWS)
    rows = "".join(
        f"<tr><th>{row.number}</th><td>{row.x:,.1f}</td><td>{row.y:,.1f}</td><td>{row.area:,.0f}</td>"
        f"<td>{row.diameter:,.1f}</td><td>{'yes' if row.on_border else 'no'}</td></tr>"
        for row in table.itertuples()
    )
    more = f" cells.csv has all {found.count:,}." if found.count > len(table) else ""
    return (
        '<div class="wide"><table class="grid each"><thead><tr><th>Number</th><th>x</th><th>y</th><th>Area</th>'
        f"<th>Diameter</th><th>Border</th></tr></thead><tbody>{rows}</tbody></table></div>"
        "<p class='note'>In pixels: x from the left, y from the bottom. The diameter is that of a disc with this area, "
        f"and what touches the border may be cut by it.{more}</p>"
    )


def _again(found: Counted) -> str:
    if found.recipe.path is None:
        return "<p>The picture was an array in Python, and <code>kv.cells</code> made this page of it.</p>"
    options = "".join(
        f" --{name} {value}" for name in ("spots", "part") if (value := getattr(found.recipe, name)) is not None
    )
    stars = replace(found.recipe, init="k-means++", n_runs=20).command("stars.gif")
    return (
        f"{command(f'kmeans-viz cells {shlex.quote(found.measured.source)}{options} --out answer')}"
        f"<p>k-means can look for the centres too. This command makes {found.count:,} stars move on the picture until "
        "each stands in the middle of its pixels:</p>"
        f"{command(stars)}"
        "<p>And this one puts the spots into four groups of neighbours, and paints them:</p>"
        f"{command(replace(found.recipe, columns=None, k=min(4, found.count)).command('groups.gif'))}"
    )
