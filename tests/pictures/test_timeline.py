"""From states to frames: timing, tweens, and what the captions say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.pictures.captions import captions, in_four_digits
from kmeans_viz.pictures.telling import plays_ms
from kmeans_viz.pictures.timeline import count_frames, key_frame, timeline, total_ms

LINE = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0], [30.0]])
FAR = [[0.0], [11.0], [1000.0], [30.0]]
"""Three starts, the third of which gets no points."""


@pytest.fixture(scope="module")
def run():
    return kv.record(np.random.default_rng(0).normal(size=(60, 2)), 3, seed=1)


looks = st.builds(
    kv.Look,
    step_ms=st.integers(20, 3000),
    hold_start_ms=st.integers(20, 3000),
    hold_end_ms=st.integers(0, 3000),
    tween=st.integers(0, 30),
)


@given(look=looks)
def test_the_whole_lasts_as_long_as_asked_to_the_hundredth_of_a_second(run, look):
    asked = look.hold_start_ms + (len(run) - 1) * look.step_ms + look.hold_end_ms

    assert total_ms(list(timeline(run, look))) == round(asked / 10) * 10


@given(look=looks)
@example(look=kv.Look(step_ms=45))
@example(look=kv.Look(step_ms=45, hold_start_ms=25, hold_end_ms=5, tween=1))
def test_no_frame_is_shorter_than_browsers_can_show_and_all_last_whole_hundredths(run, look):
    durations = [frame.duration_ms for frame in timeline(run, look)]

    assert min(durations) >= 20
    assert all(duration % 10 == 0 for duration in durations)


@given(look=looks)
def test_frames_are_counted_without_being_made(run, look):
    assert count_frames(run, look) == len(list(timeline(run, look)))


def test_every_state_has_one_key_frame_in_order_and_the_first_and_last_frames_are_keys(run):
    frames = list(timeline(run, kv.Look(tween=4)))
    keys = [frame for frame in frames if frame.is_key]

    assert [frame.index for frame in keys] == list(range(len(run)))
    assert frames[0].is_key
    assert frames[-1].is_key
    assert all(
        frame.centroids is run[frame.index].centroids and frame.labels is run[frame.index].labels for frame in keys
    )
    assert [frame.index for frame in frames] == sorted(frame.index for frame in frames)


def test_the_start_and_the_end_are_held_and_the_steps_between_are_equally_long(run):
    look = kv.Look(tween=3, step_ms=500, hold_start_ms=900, hold_end_ms=2000)
    lasting = np.zeros(len(run), dtype=int)
    for frame in timeline(run, look):
        lasting[frame.index] += frame.duration_ms

    assert lasting.tolist() == [900] + [500] * (len(run) - 2) + [2500]


def test_in_an_update_stars_glide_from_old_to_new_places_while_points_keep_their_colours(run):
    before, state = run[1], run[2]
    tweens = [frame for frame in timeline(run, kv.Look(tween=7)) if frame.index == 2]

    assert len(tweens) == 8
    places = np.array([before.centroids, *(frame.centroids for frame in tweens)])
    direction = state.centroids - before.centroids
    assert (np.diff(places, axis=0) * np.sign(direction) >= 0).all()
    # The star is on the straight line, strictly between its ends.
    shares = ((places[1:-1] - before.centroids) / direction).reshape(7, -1)
    assert np.allclose(shares, shares[:, :1])
    assert (np.diff(shares[:, 0]) > 0).all()
    assert 0 < shares[0, 0] < shares[-1, 0] < 1
    assert all(frame.labels is before.labels and len(frame.changed) == 0 for frame in tweens[:-1])


def test_a_point_that_an_update_hands_to_an_empty_cluster_changes_colour_when_the_stars_arrive():
    run = kv.record(LINE, init=FAR, on_empty="farthest")
    frames = [frame for frame in timeline(run, kv.Look(tween=4)) if frame.index == 2]

    assert not np.array_equal(run[1].labels, run[2].labels)
    assert all(np.array_equal(frame.labels, run[1].labels) for frame in frames[:-1])
    assert np.array_equal(frames[-1].labels, run[2].labels)


def test_in_an_assignment_exactly_the_changed_points_stand_out_at_once_and_fade_to_none(run):
    before, state = run[2], run[3]
    frames = [frame for frame in timeline(run, kv.Look(tween=5)) if frame.index == 3]
    changed = np.flatnonzero(before.labels != state.labels)

    assert len(changed) == state.changed > 0
    assert all(np.array_equal(frame.changed, changed) for frame in frames)
    assert all(np.array_equal(frame.labels, state.labels) for frame in frames)
    assert all(np.array_equal(frame.centroids, state.centroids) for frame in frames)
    emphasis = [frame.emphasis for frame in frames]
    assert emphasis == sorted(emphasis, reverse=True)
    assert len(set(emphasis)) == 6
    assert 0.5 < emphasis[0] <= 1
    assert emphasis[-1] == 0


def test_without_tweens_the_one_picture_of_a_half_step_shows_what_changed(run):
    frames = list(timeline(run, kv.Look(tween=0)))

    assert len(frames) == len(run)
    assert [frame.emphasis for frame in frames] == [1.0] * len(run)
    assert len(frames[3].changed) == run[3].changed


def test_in_the_first_assignment_no_point_stands_out_as_all_would(run):
    frames = [frame for frame in timeline(run, kv.Look()) if frame.index == 1]

    assert len(frames) == 1
    assert len(frames[0].changed) == 0


def test_a_half_step_in_which_nothing_happens_is_one_picture():
    still = kv.record(LINE[:2], init=LINE[:2])

    assert [frame.index for frame in timeline(still, kv.Look(tween=6))] == [0, 1, 2, 3]


def test_dropping_a_cluster_keeps_the_colours_of_the_others_and_marks_no_point():
    run = kv.record(LINE, init=FAR, on_empty="drop", max_iter=5)
    frames = list(timeline(run, kv.Look(tween=4)))
    colors = [frame.state.clusters[frame.labels] for frame in frames if frame.labels is not None]

    assert run[2].clusters.tolist() == [0, 1, 3]
    assert all(np.array_equal(color, colors[0]) for color in colors)
    assert all(len(frame.changed) == 0 for frame in frames)
    gliding = [frame.centroids[:, 0] for frame in frames if frame.index == 2]
    assert np.allclose(gliding[-1], [1.0, 11.0, 30.0])
    assert all(0.0 <= places[0] <= 1.0 and places[2] == 30.0 for places in gliding)


def test_the_frame_of_one_state_alone_counts_from_the_end_too(run):
    assert key_frame(run, -1).index == len(run) - 1
    assert key_frame(run, -1).title == captions(run, len(run) - 1)[0]
    assert np.array_equal(key_frame(run, 3, emphasis=0.5).changed, np.flatnonzero(run[2].labels != run[3].labels))


@pytest.mark.parametrize(
    ("init", "k", "words"),
    [
        ("random", 3, "3 stars (the centroids) start at points picked at random."),
        ("random", 1, "1 star (the centroid) starts at a point picked at random."),
        ("partition", 3, "3 stars (the centroids) start at the means of random groups."),
        ("partition", 1, "1 star (the centroid) starts at the mean of all points."),
        ("k-means++", 2, "2 stars (the centroids) start at points drawn by k-means++."),
        ("k-means++", 1, "1 star (the centroid) starts at a point drawn by k-means++."),
        ("farthest", 3, "3 stars (the centroids) start at points far from each other."),
        ("farthest", 1, "1 star (the centroid) starts at a point picked at random."),
        (((0.0, 0.0), (1.0, 1.0)), None, "2 stars (the centroids) start where they were put."),
        (((0.0, 0.0),), None, "1 star (the centroid) starts where it was put."),
    ],
)
def test_the_start_says_how_the_centroids_were_chosen(init, k, words):
    recipe = kv.Recipe(n=20, init=init, **({} if k is None else {"k": k}))

    assert captions(recipe.run(), 0) == ("Start", words)
    assert captions(kv.record(recipe.points(), k, init=init, seed=0), 0) == ("Start", words)


def test_captions_of_a_plain_run_say_what_happens_in_whole_sentences():
    run = kv.record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]])

    assert [captions(run, i) for i in range(len(run))] == [
        ("Start", "2 stars (the centroids) start where they were put."),
        ("Step 1, assign", "Each point takes the colour of its nearest star."),
        ("Step 1, update", "Each star moves to the mean of its points; the farthest goes 2."),
        ("Step 2, assign", "1 point changed cluster."),
        ("Step 2, update", "Each star moves to the mean of its points; the farthest goes 2."),
        ("Converged after 2 steps", "No point changed cluster. Sum of squared distances: 0.5."),
    ]


def test_captions_say_how_a_big_board_shows_what_changed():
    X = np.repeat(LINE, 10_000, axis=0)
    few, many = (kv.record(points, init=[[0.0], [1.0]]) for points in (X[::10], X))
    assert captions(few, 3)[1] == "2,000 points changed cluster."
    assert captions(many, 3)[1] == "20,000 points changed cluster: those that flashed."
    assert key_frame(many, 3).text == "20,000 points changed cluster (marked)."
    assert {frame.text for frame in timeline(many, kv.Look(tween=0)) if frame.index == 3} == {key_frame(many, 3).text}


def test_captions_count_many_points_and_stop_at_max_iter():
    run = kv.record(LINE, init=[[0.0], [1.0]], max_iter=1)

    assert captions(run, len(run) - 1) == ("Stopped after 1 step", "2 points still changed cluster: not converged yet.")
    assert captions(kv.record(LINE, init=[[0.0], [1.0]]), 3) == ("Step 2, assign", "2 points changed cluster.")


def test_captions_speak_of_one_centroid_where_there_is_one():
    run = kv.record(LINE[:3], init=[[0.0]])

    assert [captions(run, i)[1] for i in (0, 2)] == [
        "1 star (the centroid) starts where it was put.",
        "The star moves to the mean of its points, by 1.",
    ]
    assert captions(run, 3)[0] == "Converged after 1 step"


@pytest.mark.parametrize(
    ("rule", "fate"),
    [
        ("keep", "Cluster 3 has no points: its star stays."),
        ("farthest", "Cluster 3 has no points: its star jumps to the farthest point."),
        ("drop", "Cluster 3 has no points: it disappears."),
    ],
)
def test_captions_name_the_empty_cluster_and_what_becomes_of_it(rule, fate):
    run = kv.record(LINE, init=FAR, on_empty=rule)

    assert captions(run, 1)[1] == "Each point takes the colour of its nearest star. Cluster 3 has no points."
    assert captions(run, 2)[1].endswith(f" {fate}")
    assert captions(run, len(run) - 1)[1].endswith("Cluster 3 has no points.") == (rule == "keep")


@pytest.mark.parametrize(
    ("empty", "words"),
    [
        (2, "Clusters 2 and 3 have no points: their stars stay."),
        (4, "Clusters 2, 3, 4 and 5 have no points: their stars stay."),
        (5, "5 clusters have no points: their stars stay."),
    ],
)
def test_captions_name_up_to_four_empty_clusters_and_count_more(empty, words):
    run = kv.record(LINE, init=[[1.0], *([1000.0 + j] for j in range(empty)), [11.0]])

    assert captions(run, 2)[1].endswith(f" {words}")


def test_captions_name_the_functions_of_a_student():
    def my_assign(X, centroids):
        return np.arange(len(X)) % 2

    def my_update(X, labels, centroids):
        return centroids + 1.5

    run = kv.record(LINE, init=[[0.0], [1.0]], stepper=kv.Stepper(assign=my_assign, update=my_update), max_iter=3)

    assert captions(run, 1)[1] == "Each point takes the colour that my_assign gives it."
    assert captions(run, 2)[1] == "my_update moves the stars; the farthest goes 1.5."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (1e-9, "1e-09"),
        (999.96, "1000"),
        (1000.4, "1,000"),
        (12345678.9, "12,345,679"),
        (3e12, "3e+12"),
    ],
)
def test_numbers_are_short_and_grouped(value, words):
    assert in_four_digits(value) == words


def test_the_start_says_where_only_a_sample_is_drawn() -> None:
    trace = kv.record(np.random.default_rng(0).normal(size=(50, 2)), 2, seed=1)
    assert "drawn" not in captions(trace, 0)[1]
    states = [replace(state, counts=state.counts * 1000) for state in trace]
    sampled = replace(trace, states=states)
    assert captions(sampled, 0)[1].endswith(" 50 of the 50,000 points are drawn.")
    assert repr(sampled).startswith("<Trace: n=50000, of which X holds 50, d=2")


def test_a_long_run_shows_the_half_steps_that_tell_most_and_glides_over_the_others():
    run = kv.record(np.linspace(0, 1, 300)[:, None] ** 3, init=np.array([[0.9], [0.95], [0.97], [1.0]]))
    assert len(run) > 50
    frames = list(timeline(run, kv.Look(tween=2)))
    keys = [frame.index for frame in frames if frame.is_key]
    assert (len(keys), keys[:5], keys[-1]) == (40, [0, 1, 2, 3, 4], len(run) - 1)
    assert len(frames) == count_frames(run, kv.Look(tween=2))
    assert total_ms(frames) == plays_ms(40, kv.Look(tween=2))
    place = next(i for i in range(1, 40) if keys[i] - keys[i - 1] > 1)
    first, last = run[keys[place - 1]], run[keys[place]]
    between = next(frame for frame in frames if frame.index == keys[place] and not frame.is_key)
    np.testing.assert_allclose(
        between.centroids, first.centroids + (last.centroids - first.centroids) * (3 / 9 - 2 / 27)
    )
    np.testing.assert_array_equal(between.changed, np.flatnonzero(first.labels != last.labels))
    assert len(list(timeline(run, kv.Look(tween=0)))) == len(run)
