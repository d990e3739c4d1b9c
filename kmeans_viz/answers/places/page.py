"""The page about places: maps, hours, when one is where, how it was counted, and why it was not k-means.

`page_of` takes what was found and returns HTML that loads nothing from elsewhere.
"""

from __future__ import annotations

import base64
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kmeans_viz.answers.places.comparing import Comparison
from kmeans_viz.answers.places.maps import MOST_NUMBERED, SIZE_IN, SMALL_IN, map_of
from kmeans_viz.answers.places.words import counted, headline, how_counted, metres
from kmeans_viz.answers.sheet import bullets, capital, colors, command, escaped, picture_in, section, sheet, table
from kmeans_viz.data.globe import compass, metres_between
from kmeans_viz.pictures.pinned import as_png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kmeans_viz.answers.places.found import Whereabouts

_CSS = Path(__file__).with_name("page.css")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MOST_ROWS = 40
_MOST_REGIONS = 6
_MOST_BARS = 10


def page_of(found: Whereabouts, comparison: Comparison | None = None) -> str:
    """Return the page about places, as HTML."""
    source = found.fixes.source
    sections = [_overview(found), section("The places", _table(found))]
    if found.has_times and len(found):
        sections.append(section("When", _hours(found)))
    if len(found.regions) > 1:
        sections.append(section("Farther away", _regions(found)))
    sections.append(section("How it was counted", bullets(how_counted(found))))
    if comparison is not None:
        sections.append(section("Why not k-means?", _comparison(found, comparison)))
    sections.append(section("What was read", bullets(capital(f"{note}.") for note in found.fixes.notes)))
    sections.append(section("Make it again", _again(found)))
    what = "Where time was spent" if found.has_times else "Where positions gather"
    title = f"{what}: {counted(len(found), 'place')} in {source}"
    css = _CSS.read_text(encoding="utf-8") + colors(min(len(found), MOST_NUMBERED))
    return sheet(title, escaped(_lead(found)), sections, css)


def _lead(found: Whereabouts) -> str:
    seconds = found.fixes.seconds
    if seconds is None:
        return f"{headline(found)}."
    first, last = (_date(found, float(seconds[i])) for i in (0, -1))
    span = first if first == last else f"{first} to {last}"
    return f"{headline(found)}, from {counted(len(found.fixes), 'fix')}, {span}."


def _date(found: Whereabouts, seconds: float) -> str:
    moment = found.moment(seconds)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _overview(found: Whereabouts) -> str:
    if not len(found):
        return f"<section><p>No stay within {escaped(metres(found.radius_m))} was long enough.</p></section>"
    total, most = float(found.weights.sum()), float(found.weights.max())
    bars = "".join(
        f'<li class="c{place + 1}"><span class="chip">{place + 1}</span>'
        f'<span class="bar"><span style="width:{100 * weight / most:.1f}%"></span></span>'
        f"<span class='n'>{_amount(found, weight)} <small>{_share(weight / total)}</small></span></li>"
        for place, weight in enumerate(found.weights[:_MOST_BARS].tolist())
    )
    rest = f"<p class='note'>and {len(found) - _MOST_BARS:,} more places</p>" if len(found) > _MOST_BARS else ""
    alt = f"A map of {counted(len(found.regions[0]), 'place')}, with north up"
    note = (
        f"North is up. Each circle has a radius of {escaped(metres(found.radius_m))}, or as much as can be seen; dots "
        "are fixes on the way. The map is drawn from the positions alone."
    )
    elsewhere = [str(place + 1) for place in range(min(len(found), _MOST_BARS)) if place not in found.regions[0]]
    if elsewhere:
        note += f" {'Place' if len(elsewhere) == 1 else 'Places'} {', '.join(elsewhere)}: see Farther away."
    what = "Hours at each place" if found.has_times else "Positions at each place"
    return (
        f'<section class="overview"><figure>{_picture(found, 0, alt)}<p class="note">{note}</p></figure>'
        f'<div><h2>{what}</h2><ol class="sizes">{bars}</ol>{rest}</div></section>'
    )


def _amount(found: Whereabouts, weight: float) -> str:
    if not found.has_times:
        return f"{weight:,.0f}"
    return f"{60 * weight:.0f} min" if weight < 1 else f"{weight:,.{1 if weight < 100 else 0}f} h"


def _share(share: float) -> str:
    return "&lt; 1%" if share < 0.005 else f"{share:.0%}"


def _table(found: Whereabouts) -> str:
    lon, lat = found.degrees
    names = ["Place", "Latitude", "Longitude"]
    names += ["Hours", "Visits", "Days", "First", "Last"] if found.has_times else ["Positions", "Share"]
    rows = []
    for place in range(min(len(found), _MOST_ROWS)):
        cells = [f"{lat[place]:.5f}", f"{lon[place]:.5f}"]
        if found.has_times:
            digits = 1 if found.hours[0] >= 10 else 2
            amounts = f"{found.hours[place]:,.{digits}f}", f"{found.n_visits[place]:,}", f"{found.n_days[place]:,}"
            cells += [*amounts, *found.ends[place]]
        else:
            cells += [f"{found.n_fixes[place]:,}", f"{found.n_fixes[place] / len(found.fixes):.1%}"]
        chip = f'<span class="chip{"" if place < MOST_NUMBERED else " plain"}">{place + 1}</span>'
        rows.append((f"c{place + 1}", [chip, *cells]))
    file = "places.csv" + (
        " and visits.csv have every place and every visit" if found.has_times else " has every place"
    )
    more = f"{len(found) - _MOST_ROWS:,} more places are not shown here. " if len(found) > _MOST_ROWS else ""
    zone = f" Times are {escaped(found.zone_name)}." if found.has_times else ""
    return f"{table(names, rows)}<p class='note'>{more}{file}; places.geojson opens in any map.{zone}</p>"


def _hours(found: Whereabouts) -> str:
    by_hour = found.by_hour[:MOST_NUMBERED]
    rows = []
    for place, hours in enumerate(by_hour):
        most = float(hours.max()) or 1.0
        bars = "".join(
            f'<rect x="{10 * hour + 0.5}" y="{24 - 22 * value / most:.1f}" width="9" height="{22 * value / most:.1f}"/>'
            for hour, value in enumerate(hours.tolist())
        )
        busiest = int(hours.argmax())
        label = f"Place {place + 1}: most often from {busiest} to {busiest + 1} o'clock"
        rows.append(
            f'<div class="day c{place + 1}"><span class="chip">{place + 1}</span>'
            f'<svg viewBox="0 0 240 25" role="img" aria-label="{label}" preserveAspectRatio="none">{bars}'
            '<line class="axis" x1="0" x2="240" y1="24.5" y2="24.5"/></svg></div>'
        )
    axis = "".join(f"<span>{hour}</span>" for hour in (0, 6, 12, 18, 24))
    return (
        f'<div class="hours"><div class="days">{"".join(rows)}</div><div class="clock">{axis}</div></div>'
        f"<p class='note'>The hours of the day that were spent at each place, {escaped(found.zone_name)}; the tallest "
        "bar of each place is its busiest hour.</p>"
    )


def _regions(found: Whereabouts) -> str:
    home = found.vectors[found.regions[0][0]]
    figures = []
    for region, places in enumerate(found.regions[1 : 1 + _MOST_REGIONS], start=1):
        away = found.vectors[places[0]]
        east, north = np.cross([0, 0, 1], home), np.cross(home, np.cross([0, 0, 1], home))
        where = compass(float(away @ east), float(away @ north)) if np.hypot(*home[:2]) > 1e-9 else "south"
        far = metres(float(metres_between(home, away)))
        held = _amount(found, float(found.weights[places].sum())) + ("" if found.has_times else " positions")
        said = f"{far} to the {where} of place {found.regions[0][0] + 1}: {counted(len(places), 'place')}, {held}"
        picture = _picture(found, region, said, SMALL_IN)
        figures.append(f"<figure>{picture}<figcaption class='note'>{escaped(said)}</figcaption></figure>")
    more = len(found.regions) - 1 - len(figures)
    rest = f"<p class='note'>and {counted(more, 'more region')} in places.csv</p>" if more > 0 else ""
    return f'<div class="maps">{"".join(figures)}</div>{rest}'


def _comparison(found: Whereabouts, comparison: Comparison) -> str:
    light, dark = (_address(map_of(found, 0, style, comparison.stars)) for style in ("light", "dark"))
    words = "".join(f"<p>{escaped(text)}</p>" for text in comparison.sentences)
    right = (
        "<p>What is right for places, and used here: first the stays in time, then k-means' own mean with a radius in "
        "place of K, so that places are as many as there are, and the ways in between are left out.</p>"
    )
    return (
        f'<div class="overview"><figure>{picture_in(light, dark, "The same map, with the stars of k-means")}'
        f"<p class='note'>The stars are the centroids of k-means; k-means.gif shows how they got there.</p></figure>"
        f"<div>{words}{right}</div></div>"
    )


def _again(found: Whereabouts) -> str:
    source = found.fixes.source
    words = f"kmeans-viz places {'FILES' if ' files' in source else shlex.quote(source)} --out answer"
    for option, value, usual in (
        ("--radius", found.radius_m, 200),
        ("--min-stay", found.min_stay_minutes, 20),
        ("--max-gap", found.max_gap_minutes, 120),
    ):
        words += f" {option} {value:g}" if value != usual else ""
    words += f" --timezone {found.zone_name}" if found.zone_name != "UTC" else ""
    return (
        f"{command(words)}<p class='note'>This page was made on one machine, from the files alone, and "
        "loads nothing. It says where someone lives and when they are away: think of that before you pass it on.</p>"
    )


def _picture(found: Whereabouts, region: int, alt: str, size_in: float = SIZE_IN) -> str:
    light, dark = (_address(map_of(found, region, style, size_in=size_in)) for style in ("light", "dark"))
    return picture_in(light, dark, alt)


def _address(figure: Figure) -> str:
    return "data:image/png;base64," + base64.b64encode(as_png(figure, dpi=150)).decode()
