"""Lesson 0: its boards are as it says."""

from __future__ import annotations

import numpy as np

from kmeans_viz.lessons import lesson_0
from kmeans_viz.lessons.paper_boards import story_of
from kmeans_viz.lessons.predictions import Board, Choice
from kmeans_viz.runs.trace import Trace


def stars_in_groups(trace: Trace) -> list[int]:
    """Return how many stars end in each of the three groups of the second board."""
    middles = lesson_0.LUCKY.run().final.centroids
    gaps = np.linalg.norm(trace.final.centroids[:, None] - middles, axis=2)
    return sorted((gaps < 0.2).sum(axis=0).tolist())


def test_each_group_of_the_first_board_ends_with_a_star() -> None:
    trace = lesson_0.run()
    assert sorted(trace.final.counts) == [40, 40, 40]
    assert trace.n_iter > 1, "some points change colour after the first move"
    guess = lesson_0.nearest().guess
    assert isinstance(guess, Choice)
    assert guess.right == trace[1].counts.argmax()
    assert [str(count) in guess.whys[guess.right] for count in trace[1].counts] == [True] * 3


def test_the_unlucky_start_ends_with_two_stars_in_one_group_and_the_other_does_not() -> None:
    unlucky, lucky = lesson_0.UNLUCKY.run(), lesson_0.LUCKY.run()
    assert np.array_equal(unlucky.X, lucky.X)
    assert stars_in_groups(lucky) == [1, 1, 1]
    assert stars_in_groups(unlucky) == [0, 0, 2]
    assert unlucky.inertia > 20 * lucky.inertia
    guess = lesson_0.luck().guess
    assert isinstance(guess, Choice)
    assert "two stars stay in one group" in guess.options[guess.right]


def test_no_board_says_words_that_only_later_lessons_explain() -> None:
    asked = [ask() for ask in lesson_0.LESSON.predictions.values()]
    boards = [board for each in asked for board in (each.board, *each.reveal) if isinstance(board, Board)]
    assert len(boards) == 7
    for board in boards:
        assert (board.source.caption, board.source.curve) == (False, False)
        assert {(title, text) for _, title, text in story_of(board)} == {("", "")}
