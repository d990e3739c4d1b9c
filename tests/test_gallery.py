"""The gallery: every exhibit shows what its name says."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from kmeans_viz import Phase, Recipe, gallery
from kmeans_viz.export import read_note
from kmeans_viz.export.exhibits import make_gallery
from kmeans_viz.gallery import GALLERY


@cache
def run_of(name):
    return GALLERY[name].run()


def group_of_each_point(name):
    """Return which of the generated groups each point comes from; the generators write one group after the other."""
    recipe = GALLERY[name]
    return np.arange(recipe.n) * recipe.blobs // recipe.n


@pytest.mark.parametrize("name", GALLERY)
def test_every_exhibit_runs_to_an_end_worth_showing(name):
    trace = run_of(name)
    assert trace.k == GALLERY[name].k
    # Only the one of 2,500 points is cut short: it shows what cells are, and not where a run ends.
    assert trace.converged == (name != "voronoi-cells")
    assert trace[-1].inertia < trace[1].inertia
    assert 4 <= len(trace) <= 40


@pytest.mark.parametrize("name", GALLERY)
def test_every_exhibit_survives_the_way_through_a_file(name):
    assert Recipe.from_json(GALLERY[name].to_json()) == GALLERY[name]


@pytest.mark.parametrize("name", GALLERY)
def test_the_name_of_an_exhibit_can_be_a_file_name_and_a_word_on_the_command_line(name):
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-+")


def test_the_unlucky_start_ends_with_two_clusters_of_two_groups_and_three_that_share_one():
    counts = sorted(run_of("unlucky-start").final.counts.tolist())
    assert counts[3:] == [80, 80]
    assert sum(counts[:3]) == 40
    assert min(counts) > 0


def test_the_unlucky_start_has_three_stars_in_one_group_and_two_that_share_the_other_four():
    trace, group = run_of("unlucky-start"), group_of_each_point("unlucky-start")
    start = [int(group[(star == trace.X).all(axis=1)][0]) for star in trace[0].centroids]
    assert np.bincount(start).max() == 3
    shared = {tuple(np.unique(group[trace.final.labels == j]).tolist()) for j in range(5)}
    assert sorted(map(len, shared)) == [1, 2, 2]


def test_the_unlucky_start_costs_many_times_what_the_lucky_one_does():
    lucky, unlucky = run_of("lucky-start"), run_of("unlucky-start")
    assert np.array_equal(lucky.X, unlucky.X)
    assert unlucky.inertia > 10 * lucky.inertia


def test_the_lucky_start_finds_every_group():
    labels, group = run_of("lucky-start").final.labels, group_of_each_point("lucky-start")
    assert len(set(zip(labels.tolist(), group.tolist(), strict=True))) == 5


def test_k_means_plus_plus_reaches_what_the_lucky_start_does_from_the_unlucky_seed():
    assert GALLERY["rescued-by-k-means++"].init_seed == GALLERY["unlucky-start"].init_seed
    rescued, lucky = run_of("rescued-by-k-means++"), run_of("lucky-start")
    assert np.array_equal(rescued.X, lucky.X)
    assert rescued.inertia == pytest.approx(lucky.inertia)


def test_a_cluster_loses_its_last_point_in_mid_run_and_its_centroid_stays():
    trace = run_of("empty-cluster")
    first = next(i for i, state in enumerate(trace) if state.empty)
    before, during = trace[first - 1], trace[first]
    assert during.phase is Phase.ASSIGN
    assert 1 < first < len(trace) - 1
    (j,) = during.empty
    assert before.counts[j] > 0
    assert np.array_equal(trace.final.centroids[j], during.centroids[j])
    assert trace.final.k == GALLERY["empty-cluster"].k


def test_the_points_of_the_voronoi_exhibit_cover_the_board_densely():
    points = run_of("voronoi-cells").X
    tiles, _, _ = np.histogram2d(*points.T, bins=25, range=[[-1, 1], [-1, 1]])
    assert tiles.min() >= 1
    assert tiles.max() <= 10


def test_the_gallery_holds_generated_boards_and_real_data():
    boards = {recipe.data for recipe in GALLERY.values()}
    assert {"uniform", "gaussian", "peaked", "grid", "old-faithful"} <= boards
    assert any("hike" in board for board in boards)


def test_making_the_gallery_writes_an_animation_and_a_storyboard_of_each_exhibit(tmp_path, monkeypatch):
    exhibits = {
        name: Recipe(n=30, seed=seed, size=120, tween=0, max_iter=2) for name, seed in (("one", 1), ("two++", 2))
    }
    monkeypatch.setattr(gallery, "GALLERY", exhibits)
    told = []
    files = make_gallery(tmp_path / "new" / "place", progress=told.append)
    place = tmp_path / "new" / "place"
    assert told == ["one", "two++"]
    assert files == [place / "one.gif", place / "one.png", place / "two++.gif", place / "two++.png"]
    assert sorted(place.iterdir()) == sorted(files)
    for name, recipe in exhibits.items():
        assert read_note(place / f"{name}.gif").recipe == recipe
        assert read_note(place / f"{name}.png").panels == 9
        with Image.open(place / f"{name}.gif") as moving, Image.open(place / f"{name}.png") as page:
            assert moving.size == (120, 120)
            assert moving.n_frames == len(recipe.run())
            assert not getattr(page, "is_animated", False)
    before = [file.read_bytes() for file in files]
    make_gallery(str(place))
    assert [file.read_bytes() for file in files] == before
