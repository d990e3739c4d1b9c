"""GIFs are small: smaller than those of Pillow's own writer, and gifsicle finds little more to save."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.pictures.timeline import timeline

RECIPES = {
    "12 half-steps without pictures in between": kv.Recipe(n=200, k=3, seed=3, max_iter=5, tween=0),
    "with pictures in between": kv.Recipe(n=200, k=3, seed=3, max_iter=5),
    "seven clusters, dark": kv.Recipe(data="uniform", n=100, k=7, seed=7, max_iter=4, style="dark"),
    "many clusters": kv.Recipe(n=2000, blobs=15, k=15, seed=1, max_iter=3, tween=1),
    "print": kv.Recipe(n=200, k=4, seed=3, max_iter=4, tween=0, style="print"),
}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_gifsicle_finds_at_most_nine_in_a_hundred_bytes_to_save(recipe: kv.Recipe, tmp_path: Path, tool) -> None:
    ours, optimised = kv.save(recipe, tmp_path / "ours.gif"), tmp_path / "optimised.gif"
    subprocess.run([tool("gifsicle"), "-O3", ours, "-o", optimised], check=True)

    assert ours.stat().st_size <= 1.09 * optimised.stat().st_size


@pytest.mark.parametrize("n", [200, 5000])
def test_the_file_is_little_more_than_half_of_what_pillow_makes_of_the_same_pictures(n: int, tmp_path: Path) -> None:
    recipe = kv.Recipe(n=n, k=3, seed=3, max_iter=5, tween=0)
    trace = recipe.run()
    scene = kv.Scene(trace, recipe)
    pictures = [Image.fromarray(scene.draw(frame).copy()) for frame in timeline(trace, recipe)]
    # In the way of matplotlib's PillowWriter.
    pictures[0].save(tmp_path / "peer.gif", save_all=True, append_images=pictures[1:], duration=500, loop=0)
    ours = kv.save(recipe, tmp_path / "ours.gif")

    assert len(pictures) == 12
    assert ours.stat().st_size <= 0.55 * (tmp_path / "peer.gif").stat().st_size
