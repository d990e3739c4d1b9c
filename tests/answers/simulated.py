"""A simulated year of a home, work, habits and a journey, by a receiver that errs, jumps and is off at times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from kmeans_viz.data.globe import plane_of

HOMES = {"Vienna": (16.37, 48.21), "Taveuni": (179.99, -16.85), "Tromsø": (18.95, 69.65)}
_START = 1_704_067_200.0  # 2024-01-01 in UTC


@dataclass
class Year:
    """What was recorded, and what is true."""

    frame: pd.DataFrame
    lon: np.ndarray
    lat: np.ndarray
    hours: np.ndarray
    """``(p,)``: how long one really was at each place, while it was recorded."""
    visits: np.ndarray


def simulated_year(home: tuple[float, float], seed: int, *, days: int = 365, step_s: float = 300.0) -> Year:
    rng = np.random.default_rng(seed)
    plane = plane_of(np.array([home[0]]), np.array([home[1]]), is_flat=True)
    near = [[0, 0], [6.2, 3.1], [2.4, -1.8], [-4.1, 2.2], [0.9, 0.6], [5.6, 4.4]]
    places = np.array([*near, [-900, 420], [-901.5, 421]])
    # Home, work, gym, a friend, a shop, a library; a hotel and a museum.
    places = places + rng.uniform(-0.2, 0.2, size=places.shape)
    times, where, stays = [_START], [places[0]], []
    now, at = _START, 0

    def stay(until: float) -> None:
        nonlocal now
        stays.append((at, now, until))
        times.append(until)
        where.append(places[at])
        now = until

    def go(to: int, minutes: float, speed_kmh: float = 30.0) -> None:
        nonlocal now, at
        # On foot from door to street, then by a way with a bend.
        way = np.array([places[at], places[at] + rng.normal(scale=0.05, size=2), places[to]])
        bend = (way[1] + way[2]) / 2 + rng.normal(scale=0.1, size=2) * np.abs(way[2] - way[1])
        way = np.stack([way[1], bend, way[2]])
        for a, b in pairwise(way):
            now += 3600 * max(1 / 60, float(np.hypot(*(b - a))) / speed_kmh)
            times.append(now)
            where.append(b)
        at = to
        stay(now + 60 * minutes)

    for day in range(days):
        midnight = _START + 86_400 * day
        if 200 <= day < 210 and days > 210:
            if at < 6:
                go(6, 600, speed_kmh=300)
            stay(max(now + 600, midnight + 3600 * rng.uniform(8, 10)))
            go(7, rng.uniform(100, 200), speed_kmh=5)
            go(6, 60, speed_kmh=5)
            continue
        if at >= 6:
            go(0, 60, speed_kmh=300)
        stay(max(now + 600, midnight + 3600 * rng.uniform(7, 8.5)))
        if day % 7 < 5:
            go(1, rng.uniform(420, 540))
            if rng.random() < 0.3:
                go(2, rng.uniform(60, 110))
            elif rng.random() < 0.3:
                go(4, rng.uniform(25, 45), speed_kmh=20)
        else:
            go(3, rng.uniform(120, 300))
            if rng.random() < 0.5:
                go(5, rng.uniform(70, 130))
        go(0, 30)
    stay(max(now, _START + 86_400 * days))

    taken = np.arange(_START, _START + 86_400 * days, step_s)
    taken = taken + rng.uniform(-0.3, 0.3, len(taken)) * step_s
    is_on = np.ones(len(taken), dtype=bool)
    off = [(start, start + 3600 * rng.uniform(3, 20)) for start in rng.uniform(taken[0], taken[-1], days // 20)]
    for start, end in off:
        is_on &= (taken < start) | (taken > end)
    taken = taken[is_on]
    path = np.array(where)
    east, north = (np.interp(taken, times, path[:, i]) for i in range(2))
    error = rng.normal(scale=0.012, size=(len(taken), 2))
    jumps = rng.random(len(taken)) < 0.001
    error[jumps] += rng.normal(scale=0.8, size=(int(jumps.sum()), 2))
    lon, lat = plane.degrees(np.c_[east, north] + error)

    hours, visits = np.zeros(len(places)), np.zeros(len(places), dtype=int)
    gaps = np.flatnonzero(np.diff(taken) > 7200)
    for place, arrive, leave in stays:
        inside = leave - arrive
        for i in gaps:
            inside -= max(0.0, min(leave, taken[i + 1]) - max(arrive, taken[i]))
        hours[place] += inside / 3600
    merged = [place for i, (place, *_) in enumerate(stays) if i == 0 or stays[i - 1][0] != place]
    np.add.at(visits, merged, 1)
    frame = pd.DataFrame({"time": pd.to_datetime(taken.round(), unit="s", utc=True), "lat": lat, "lon": lon})
    true_lon, true_lat = plane.degrees(places)
    return Year(frame, true_lon, true_lat, hours, visits)
