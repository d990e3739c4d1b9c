"""What the explorer is about, without a page: changes that are made, or refused whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.notebook.explorer.boards import MOST_BYTES
from kmeans_viz.notebook.explorer.brush import MOST_PAINTED
from kmeans_viz.notebook.explorer.session import Session
from kmeans_viz.notebook.explorer.widget import explore
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace

TABLE = b"height,weight,name\n1.5,50,a\n1.6,60,b\n1.7,,c\n1.8,80,d\n1.9,90,e\n"


def same(one: Trace, other: Trace) -> bool:
    """Tell whether two runs went the same way."""
    return len(one) == len(other) and all(
        np.array_equal(a.centroids, b.centroids) and a.inertia == b.inertia for a, b in zip(one, other, strict=True)
    )


changes = st.fixed_dictionaries(
    {},
    optional={
        "source": st.sampled_from([*GENERATORS, *SAMPLES]),
        "n": st.integers(10, 120),
        "blobs": st.integers(1, 6),
        "seed": st.integers(0, 50),
        "start_seed": st.integers(0, 50),
        "k": st.integers(1, 12),
        "init": st.sampled_from(list(SEEDINGS)),
        "on_empty": st.sampled_from(list(RULES)),
        "compare": st.booleans(),
        "other_seed": st.integers(0, 50),
        "style": st.sampled_from(["light", "dark", "print"]),
    },
)


@settings(max_examples=30, deadline=None)
@given(st.lists(changes, max_size=4))
def test_what_is_shown_is_what_the_recipe_makes(all_changes: list[dict[str, Any]]) -> None:
    session = Session(Recipe(n=40))
    for change in all_changes:
        session.change(change)
        if session.problem:
            continue  # an empty cluster stopped the run, as was asked for
        assert same(session.traces[0], session.recipe.run())
        assert len(session.traces) == 1 + session.now.compare


@settings(max_examples=30, deadline=None)
@given(st.lists(changes, min_size=1, max_size=4))
def test_undo_goes_back_step_by_step_to_the_beginning(all_changes: list[dict[str, Any]]) -> None:
    session = Session(Recipe(n=40))
    past = [session.now]
    for change in all_changes:
        session.change(change)
        if session.now != past[-1]:
            past.append(session.now)
    for situation in reversed(past[:-1]):
        session.undo()
        assert session.now == situation
    assert not session.can_undo
    with pytest.raises(InputError, match="nothing to undo"):
        session.undo()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"k": 21}, "k=21 is out of range; use 1 to 20"),
        ({"n": 100_001}, "n=100,001 is out of range; use 1 to 100,000"),
        ({"k": 0}, "k=0 is out of range; use 1 to 20"),
        ({"n": "many"}, "n='many' is not a whole number; use 1 <= n <= 100000000"),
        (
            {"other_init": "best"},
            f"the second start 'best' is unknown; use one of: {', '.join(SEEDINGS)}",
        ),
    ],
)
def test_a_value_that_cannot_be_used_changes_nothing(values: dict[str, Any], message: str) -> None:
    session = Session(Recipe(n=40))
    before, traces = session.now, session.traces
    with pytest.raises(InputError) as caught:
        session.change({"style": "dark", **values})
    assert str(caught.value) == message
    assert session.now is before
    assert session.traces is traces


def test_fewer_points_than_clusters_leave_as_many_clusters_as_points() -> None:
    session = Session(Recipe(n=40, k=15))
    session.change({"n": 10})
    assert (session.recipe.k, session.traces[0].k) == (10, 10)


def test_new_data_keeps_the_start_number_and_a_new_start_keeps_the_board() -> None:
    session = Session(Recipe(n=40, seed=3))
    board = session.points
    session.new_start()
    assert session.points is board
    assert (session.recipe.seed, session.now.start_seed) == (3, 4)
    session.new_data()
    assert not np.array_equal(session.points, board)
    assert (session.recipe.seed, session.now.start_seed) == (4, 4)


def test_a_run_starts_from_where_somebody_put_the_stars() -> None:
    session = Session(Recipe(n=40, k=3))
    session.start_from(np.array([[0.1, 0.2], [0.3, 0.4]]))
    assert session.now.method == "placed"
    assert session.traces[0][0].centroids.tolist() == [[0.1, 0.2], [0.3, 0.4]]
    assert session.recipe.k == 2
    session.change({"k": 4})
    assert (session.now.method, session.traces[0].k) == ("random", 4)


def test_stars_put_on_one_board_are_not_taken_to_another() -> None:
    session = Session(Recipe(n=40, k=2, init="farthest"))
    session.start_from(np.array([[0.1, 0.2], [0.3, 0.4]]))
    session.change({"source": "old-faithful"})
    assert session.now.method == "farthest"


def test_a_place_put_by_hand_has_no_more_digits_than_a_hand() -> None:
    session = Session(Recipe(n=40, k=1))
    session.start_from(np.array([[0.123456789, 0.2]]))
    assert session.recipe.init == ((0.123, 0.2),)


def test_two_starts_share_the_board() -> None:
    session = Session(Recipe(n=40, k=3))
    session.change({"compare": True, "other_init": "farthest", "other_seed": 5})
    left, right = session.traces
    assert left.X is right.X
    assert (right.init, right.seed) == ("farthest", 5)
    session.start_from(np.array([[0.0, 0.0], [0.5, 0.5], [0.9, 0.9]]), pane=1)
    assert session.traces[1][0].centroids.tolist() == [[0.0, 0.0], [0.5, 0.5], [0.9, 0.9]]
    assert same(session.traces[0], left)
    session.new_other_start()
    assert session.now.other_init == "random"


def test_an_empty_cluster_may_stop_the_run_and_what_came_before_is_shown() -> None:
    session = Session(Recipe(data="peaked", n=60, blobs=3, k=5, init=[[0, 0], [9, 9], [0.1, 0], [0, 0.1], [0.2, 0.2]]))
    session.change({"on_empty": "error"})
    assert "no points" in session.problem
    assert len(session.traces[0]) >= 1


def test_a_file_becomes_the_board_and_its_name_stays_in_the_recipe() -> None:
    session = Session()
    session.open("../../people.csv", TABLE)
    assert (session.now.source, session.files, session.columns()) == (
        "people.csv",
        ["people.csv"],
        ["height", "weight"],
    )
    assert session.points.tolist() == [[1.5, 50], [1.6, 60], [1.8, 80], [1.9, 90]]
    assert session.table.n_skipped == 1
    assert session.recipe.k == 4  # as many as there are points
    session.change({"source": "moons"})
    session.change({"source": "people.csv", "columns": ("height",)})
    assert session.points.shape == (5, 1)  # nobody's height is missing
    session.close()


def test_a_file_in_different_units_is_noted_and_can_be_standardized() -> None:
    session = Session()
    session.open("people.csv", b"height,weight\n1.5,50\n1.6,60\n1.8,80\n1.9,95\n")
    assert session.note.startswith("'weight' has 99.9% of the variance")
    raw = session.points
    session.change({"standardize": True})
    np.testing.assert_allclose(session.points, (raw - raw.mean(axis=0)) / raw.std(axis=0))
    assert session.traces[0].columns == ("height, standardized", "weight, standardized")
    assert session.columns() == ["height", "weight"]
    assert "standardize=True" in session.recipe.python()
    # It belongs to the file: neither another board nor one that is painted on goes on with it.
    session.paint(session.points)
    assert not session.recipe.standardize
    np.testing.assert_allclose(session.points, (raw - raw.mean(axis=0)) / raw.std(axis=0), atol=1e-3)
    session.undo()
    assert session.recipe.standardize
    session.change({"source": "moons"})
    assert not session.recipe.standardize
    session.close()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty.csv"),
        ("words.csv", b"this is\nno table\n", "words.csv"),
        ("gaps.csv", b"x,y\n,\n1,\n,2\n", "gaps.csv"),
        ("cells.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "not a text file"),
        ("table.ods", b"PK", "the ending '.ods' is unknown"),
        ("cells.png", b"x,y\n1,2\n", "not a picture"),
        ("big.csv", bytes(MOST_BYTES + 1), "10 MB"),
        ("many.csv", b"x,y\n" + b"1,2\n" * 100_001, "100,001 points"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(name: str, content: bytes, words: str) -> None:
    session = Session(Recipe(n=40))
    before, traces = session.now, session.traces
    with pytest.raises(InputError, match=words):
        session.open(name, content)
    assert (session.now, session.traces, session.files) == (before, traces, [])


def test_a_board_larger_than_memory_is_not_for_the_explorer_and_no_folder_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n5,6\n")
    recipe = Recipe(parquet=str(tmp_path), k=2)
    words = (
        "is for boards larger than memory, which the explorer is not; open one file of it, or use kmeans-viz animate"
    )
    for own in (recipe, Recipe(csv=str(tmp_path), k=2)):
        with pytest.raises(InputError, match=f"^{re.escape(str(tmp_path))} {words}$"):
            Session(own)
    session = Session(Recipe(n=40))
    with pytest.raises(InputError, match=words):
        session.open("recipe.json", recipe.to_json().encode())
    with pytest.raises(InputError, match=words):
        session.change({"parquet": str(tmp_path)})
    assert session.recipe.n == 40


def test_a_board_that_is_too_large_is_refused_by_its_number_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(Recipe(n=40))
    before = session.now
    large = Recipe(n=10**8)

    def make(*_: object) -> None:
        pytest.fail("the board was made")

    monkeypatch.setattr("kmeans_viz.recipe.generate", make)
    words = "^gaussian has 100,000,000 points, and the explorer shows up to 100,000; choose a part of it, or use"
    note = f'{{"kmeans_viz": "0.1", "recipe": {large.to_json()}}}'
    svg = f"<svg><dc:description>{note}</dc:description></svg>"
    ways: list[Callable[[], object]] = [
        lambda: Session(large),
        lambda: explore(large),
        lambda: session.show(large),
        lambda: session.open("recipe.json", large.to_json().encode()),
        lambda: session.open("board.svg", svg.encode()),
    ]
    for way in ways:
        with pytest.raises(InputError, match=words):
            way()
    assert session.now is before


def test_the_number_of_points_to_generate_does_not_matter_where_none_are_generated() -> None:
    session = Session(Recipe(data="iris", n=10**8))
    assert len(session.points) == 150
    with pytest.raises(InputError, match=r"^gaussian has 100,000,000 points"):
        session.change({"source": "gaussian"})
    session.change({"source": "gaussian", "n": 40})
    assert len(session.points) == 40


def test_files_are_gone_when_the_session_is_closed() -> None:
    session = Session()
    session.open("people.csv", TABLE)
    path = session._boards._files["people.csv"]
    assert path.is_file()
    session.close()
    assert not path.exists()


def test_the_brush_adds_points_where_it_is_and_the_eraser_takes_them_away() -> None:
    session = Session(Recipe(n=40, k=3))
    place = np.array([[0.5, 0.5]])
    more = session.painted(place, 0.1, add=True, on=session.points)
    assert len(more) > 40
    assert np.abs(more[40:] - place).max() < 0.4
    fewer = session.painted(place, 0.3, add=False, on=more)
    assert len(fewer) < len(more)
    assert (np.linalg.norm(fewer - place, axis=1) > 0.3).all()
    session.paint(more)
    assert session.now.source == "painted"
    assert np.allclose(session.points, more, atol=6e-4)
    assert same(session.traces[0], session.recipe.run())


def test_the_eraser_leaves_enough_points_for_the_clusters() -> None:
    session = Session(Recipe(n=40, k=3))
    with pytest.raises(InputError, match="0 points would be left for 3 clusters; keep at least 3"):
        session.painted(np.zeros((1, 2)), 10.0, add=False, on=session.points)


def test_there_is_an_end_to_painting() -> None:
    session = Session(Recipe(n=MOST_PAINTED - 2))
    full = session.painted(np.zeros((9, 2)), 0.1, add=True, on=session.points)
    assert len(full) == MOST_PAINTED
    session.change({"source": "iris"})
    with pytest.raises(InputError, match="the points have 4 coordinates, and only those with 2 can be painted"):
        session.painted(np.zeros((1, 2)), 0.1, add=True, on=session.points)


def test_a_recipe_with_a_file_of_its_own_can_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(TABLE)
    session = Session(Recipe(csv=str(path), k=2))
    assert len(session.points) == 4
    session.show(Recipe(data="moons", k=2))
    assert session.now.source == "moons"
