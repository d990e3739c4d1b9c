"""A made-up week of a phone, which lesson 6 looks for places in."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from kmeans_viz.inputs import Points
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Trace

HOME, WORK, GYM = np.array([[-2.0, 1.0], [3.0, 2.0], [0.5, -2.5]])
"""Three places of a town that does not exist, in kilometres."""
STAYS_MINUTES, WAYS_SECONDS, WAY_MINUTES = 10, 15, 20
"""How often the phone notes where it is while it lies still and while it moves, and how long each way takes."""


@cache
def week() -> Points:
    """Return a made-up week of a phone's positions, ``(n, 2)``, in kilometres: more of them while it moves."""
    rng = np.random.default_rng(5)
    stays, ways = [], []
    for day in range(7):
        at_gym = day in (1, 3)
        for hour in np.arange(0, 24, STAYS_MINUTES / 60):
            stays.append(WORK if day < 5 and 9 <= hour < 17 else GYM if at_gym and 18 <= hour < 20 else HOME)
        legs = [(HOME, WORK), (WORK, HOME)] * (day < 5) + [(HOME, GYM), (GYM, HOME)] * at_gym
        along = np.linspace(0, 1, WAY_MINUTES * 60 // WAYS_SECONDS)[:, None]
        ways += [start + along * (end - start) for start, end in legs]
    positions = np.vstack([stays, *ways])
    return positions + rng.normal(0, 0.12, positions.shape)


def at_rest() -> Points:
    """Return the positions of the week that the phone noted while it lay still."""
    return week()[: 7 * 24 * 60 // STAYS_MINUTES]


@cache
def phone_run() -> Trace:
    """Return the best of 20 runs on all positions of the week."""
    return best_of(week(), 3, 20, init="k-means++", seed=0).best


@cache
def rest_run() -> Trace:
    """Return the best run on the positions that the phone noted while it lay still."""
    return best_of(at_rest(), 3, 20, init="k-means++", seed=0).best


def positions() -> pd.DataFrame:
    """Return the week as a phone would hand it over: latitude, longitude in degrees, and time.

    The town lies where the equator meets the prime meridian, in the sea.
    """
    monday = pd.Timestamp("2026-03-02")
    rests = pd.date_range(monday, periods=len(at_rest()), freq=f"{STAYS_MINUTES}min")
    is_kept = np.ones(len(week()), dtype=bool)
    times = list(rests)
    way = pd.Timedelta(minutes=WAY_MINUTES)
    for day in range(7):
        for minutes in (8 * 60 + 40, 17 * 60) * (day < 5) + (17 * 60 + 40, 20 * 60) * (day in (1, 3)):
            leaves = monday + pd.Timedelta(days=day, minutes=minutes)
            times += list(pd.date_range(leaves, leaves + way, freq=f"{WAYS_SECONDS}s", inclusive="left"))
            # On the way, the phone does not lie still.
            is_kept[: len(rests)] &= (rests < leaves) | (rests >= leaves + way)
    east, north = week().T / 111.32
    frame = pd.DataFrame({"latitude": north, "longitude": east, "time": times})
    return frame[is_kept].sort_values("time", ignore_index=True)
