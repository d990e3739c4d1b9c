"""The gallery: the blog post's experiments and a few more, as recipes with names."""

from __future__ import annotations

from kmeans_viz.recipe import Recipe

GALLERY: dict[str, Recipe] = {
    "uniform-7": Recipe(data="uniform", n=100, k=7, seed=7),
    "uniform-3": Recipe(data="uniform", n=200, k=3, seed=4),
    "gaussian-3": Recipe(data="gaussian", n=200, blobs=3, k=3, seed=5),
    "unlucky-start": Recipe(data="peaked", n=200, blobs=5, k=5, seed=42, init_seed=139),
    "lucky-start": Recipe(data="peaked", n=200, blobs=5, k=5, seed=42, init_seed=29),
    "rescued-by-k-means++": Recipe(data="peaked", n=200, blobs=5, k=5, seed=42, init="k-means++", init_seed=139),
    "voronoi-cells": Recipe(data="grid", n=2500, k=20, seed=1, trails=False, max_iter=8, tween=2),
    "empty-cluster": Recipe(data="peaked", n=60, blobs=3, k=5, seed=62, step_ms=1200),
    "old-faithful": Recipe(data="old-faithful", k=2, seed=3),
    "mountain-hike": Recipe(data="mountain-hike", k=4, seed=4),
}
"""Name → recipe. The start of "unlucky-start" has three stars in one group, and two that share the other four."""
