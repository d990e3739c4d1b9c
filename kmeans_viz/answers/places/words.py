"""What is said about places, on the terminal and on the page: how they were counted, and what that leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kmeans_viz.answers.places.found import Whereabouts

_MOST_LISTED = 12


def text_of(found: Whereabouts) -> str:
    """Return the places in a few lines."""
    lines = [headline(found)]
    lon, lat = found.degrees
    for place in range(min(len(found), _MOST_LISTED)):
        where = f"{lat[place]:9.5f} {lon[place]:10.5f}"
        if not found.has_times:
            lines.append(f"  {place + 1:>3}  {where}  {found.n_fixes[place]:>7,} fixes")
            continue
        often = f"{counted(int(found.n_visits[place]), 'visit')} on {counted(int(found.n_days[place]), 'day')}"
        lines.append(
            f"  {place + 1:>3}  {where}  {found.hours[place]:>9,.1f} h  {often}, {' to '.join(found.ends[place])}"
        )
    if len(found) > _MOST_LISTED:
        lines.append(f"  and {len(found) - _MOST_LISTED:,} more")
    return "\n".join([*lines, *how_counted(found)])


def headline(found: Whereabouts) -> str:
    """Return how many places there are, and of how much."""
    n = counted(len(found), "place")
    if not found.has_times:
        held = float(found.n_fixes.sum()) / len(found.fixes)
        return f"{n} within {metres(found.radius_m)}, with {held:.0%} of {len(found.fixes):,} positions without times"
    hours = float(found.hours.sum())
    share = (
        f", {hours / found.recorded_hours:.0%} of the {_hours(found.recorded_hours)} recorded"
        if found.recorded_hours
        else ""
    )
    return f"{n} within {metres(found.radius_m)}, {_hours(hours)} hours there{share}"


def how_counted(found: Whereabouts) -> list[str]:
    """Return how hours were counted, and what is left open, one sentence each."""
    if not found.has_times:
        return [
            "The positions have no times, so they are counted, and nothing is known of hours: many positions at a "
            "place do not mean much time there.",
            "A place is listed if it has at least 1 % of the positions; the others are taken to lie on the way.",
            "If each position is a thing of its own, such as a shop or a city, kmeans-viz cluster FILE --out DIR "
            "groups them.",
        ]
    told = [
        f"A stay lasts at least {minutes(found.min_stay_minutes)} within {metres(found.radius_m)}; being away for less "
        "does not end a visit.",
        _zone(found),
        _gaps(found),
    ]
    if found.n_glitches:
        told.append(
            f"{counted(found.n_glitches, 'fix')} jumped away and straight back, as receivers do, and "
            f"{'was' if found.n_glitches == 1 else 'were'} left out."
        )
    told.extend(f"Left out: {text}." for text in found.fixes.left_out)
    return [text for text in told if text]


def _zone(found: Whereabouts) -> str:
    told = f"Days and hours are told in {found.zone_name}"
    if not found.fixes.is_zoned:
        return (
            f"{told}; the times name no time zone and are taken for UTC"
            f"{', that is, as they stand' if found.zone_name == 'UTC' else ''}."
        )
    return f"{told}; a time zone of your own can be named." if found.zone_name == "UTC" else f"{told}."


def _gaps(found: Whereabouts) -> str:
    if not len(found.gaps):
        return f"The recording has no gap of more than {minutes(found.max_gap_minutes)}."
    hours, here = found.gaps[:, 0].sum() / 3600, float(found.hours_in_gaps.sum())
    n = len(found.gaps)
    told = (
        f"The recording has {counted(n, 'gap')} of more than {minutes(found.max_gap_minutes)}, {_hours(hours)} hours "
        "in all, which count nowhere, since nothing says where that time was spent."
    )
    if here:
        most = int(np.argmax(found.hours_in_gaps))
        told += (
            f" {_hours(here)} of these hours began and ended at the same place, most of them at place {most + 1} "
            f"({_hours(float(found.hours_in_gaps[most]))}); a longer gap can be allowed, and they count."
        )
    return told


def _hours(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def counted(number: int, word: str) -> str:
    """Return "1 visit", "2 visits" or "3 fixes"."""
    plural = f"{word}es" if word.endswith("x") else f"{word}s"
    return f"1 {word}" if number == 1 else f"{number:,} {plural}"


def minutes(value: float) -> str:
    """Return a length of time as people say it: "20 minutes", "2 hours"."""
    if value >= 120 and value % 60 == 0:
        return f"{value / 60:g} hours"
    return "1 minute" if value == 1 else f"{value:g} minutes"


def metres(value: float) -> str:
    """Return a distance as people say it: "200 m", "9.4 km"."""
    if value < 1000:
        return f"{value:.0f} m"
    return f"{value / 1000:.1f} km" if value < 99_950 else f"{value / 1000:,.0f} km"
