"""The exercises: solutions pass all tests, typical mistakes get the hint that fits, and no attempt breaks a check."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import kmeans_viz as kv
from kmeans_viz.checks import Checked, Sentence
from kmeans_viz.lessons.lab import notebooks

CHECKS: dict[str, Callable[[Any], Checked]] = {
    "assign": kv.checks.check_assign,
    "update": kv.checks.check_update,
    "k-means++": kv.checks.check_k_means_plus_plus,
    "gap": kv.checks.check_gap,
}


def distances(X, centroids):
    return np.sqrt(((X[:, None] - centroids) ** 2).sum(axis=2))


def nearest_so_far(X, chosen):
    return distances(X, X[chosen]).min(axis=1)


def means(X, labels, centroids):
    return np.array([X[labels == j].mean(axis=0) if (labels == j).any() else old for j, old in enumerate(centroids)])


def each(of_one):
    """Return an `update` that applies `of_one` to the points of each cluster."""

    def update(X, labels, centroids):
        return np.array([of_one(X[labels == j], X) if (labels == j).any() else c for j, c in enumerate(centroids)])

    return update


def seeding(chances):
    """Return a ``k_means_plus_plus`` that draws each next point by the weights ``chances(X, chosen)``."""

    def k_means_plus_plus(X, k, rng):
        chosen = [rng.integers(len(X))]
        while len(chosen) < k:
            weights = chances(X, chosen)
            chosen.append(rng.choice(len(X), p=weights / weights.sum()))
        return X[chosen]

    return k_means_plus_plus


def box(X, rng):
    return rng.uniform(X.min(axis=0), X.max(axis=0), size=X.shape)


def gap_of(combine, draw=box):
    """Return a ``gap`` that applies `combine` to W_K of the references, W_K of the points, and the dimension."""

    def gap(X, k_max, n_refs, rng, sum_of_squares):
        references = [draw(X, rng) for _ in range(n_refs)]
        values = []
        for k in range(1, k_max + 1):
            of_references = np.array([sum_of_squares(reference, k) for reference in references])
            values.append(combine(of_references, sum_of_squares(X, k), X.shape[1]))
        return values

    return gap


def gap_right(references, w, d):
    return np.log(references).mean() - np.log(w)


def looped_assign(X, centroids):
    labels = []
    for x in X:
        squared = [sum((a - b) ** 2 for a, b in zip(x, c, strict=True)) for c in centroids]
        labels.append(squared.index(min(squared)))
    return labels


def looped_update(X, labels, centroids):
    moved = []
    for j, old in enumerate(centroids):
        members = [x for x, label in zip(X, labels, strict=True) if label == j]
        moved.append(sum(members) / len(members) if members else old)
    return moved


def gap_with_new_references_for_each_k(X, k_max, n_refs, rng, sum_of_squares):
    values = []
    for k in range(1, k_max + 1):
        logs = [np.log(sum_of_squares(box(X, rng), k)) for _ in range(n_refs)]
        values.append(sum(logs) / n_refs - np.log(sum_of_squares(X, k)))
    return values


SOLUTIONS = [
    ("assign", lambda X, centroids: distances(X, centroids).argmin(axis=1)),
    ("assign", looped_assign),
    ("assign", kv.assign),
    ("update", means),
    ("update", looped_update),
    ("update", kv.update),
    ("update", lambda X, labels, c: means(X.astype(np.float32), labels, c.astype(np.float32))),
    ("k-means++", seeding(lambda X, chosen: nearest_so_far(X, chosen) ** 2)),
    ("k-means++", kv.seeding.k_means_plus_plus),
    ("gap", gap_of(gap_right)),
    ("gap", gap_with_new_references_for_each_k),
]


@pytest.mark.parametrize(("exercise", "solution"), SOLUTIONS)
def test_a_solution_gets_full_marks_in_whichever_way_it_is_written(exercise, solution):
    checked = CHECKS[exercise](solution)
    assert checked.passed, checked
    assert checked.hint == ""
    assert repr(checked).startswith("✓")


def test_the_chances_of_k_means_plus_plus_are_told_right_whatever_the_seeds():
    # A right solution may use the random numbers in another way; it must not fail by bad luck.
    for skipped in range(4):

        def solution(X, k, rng, skipped=skipped):
            rng.random(skipped)
            return kv.seeding.k_means_plus_plus(X, k, rng)

        checked = kv.checks.check_k_means_plus_plus(solution)
        assert checked.passed, checked


def nothing(*arguments):
    pass


def not_yet(*arguments):
    raise NotImplementedError


def dots(*arguments):
    return ...


@pytest.mark.parametrize("exercise", CHECKS)
@pytest.mark.parametrize("empty", [nothing, not_yet, dots])
def test_an_empty_exercise_says_how_to_begin(exercise, empty):
    checked = CHECKS[exercise](empty)
    assert checked.done == 0
    assert not checked.passed
    assert re.search(r"gives nothing back yet\. Begin with ", checked.hint)


def shrinking(X, labels, centroids):
    return np.array([X[labels == j].mean(axis=0) for j in np.unique(labels)])


def by_order_of_appearance(X, labels, centroids):
    order = list(dict.fromkeys(labels.tolist()))
    return np.array(
        [means(X, labels, centroids)[j] for j in order + [j for j in range(len(centroids)) if j not in order]]
    )


def farthest(X, k, rng):
    return kv.seeding.farthest_point(X, k, rng)


def without_rng(X, k, rng):
    return kv.seeding.k_means_plus_plus(X, k, np.random.default_rng())


def with_two_generators(X, k, rng):
    rng.random()
    return kv.seeding.k_means_plus_plus(X, k, np.random.default_rng())


def from_the_first(X, k, rng):
    chosen = [0]
    while len(chosen) < k:
        weights = nearest_so_far(X, chosen) ** 2
        chosen.append(rng.choice(len(X), p=weights / weights.sum()))
    rng.random()
    return X[chosen]


def of_the_last_only(X, chosen):
    weights = distances(X, X[chosen])[:, -1] ** 2
    weights[chosen] = 0
    return weights


def indices(X, k, rng):
    return rng.choice(len(X), size=k, replace=False)


def same_reference(X, k_max, n_refs, rng, sum_of_squares):
    reference = box(X, rng)
    logs = [[np.log(sum_of_squares(reference, k)) for _ in range(n_refs)] for k in range(1, k_max + 1)]
    return np.mean(logs, axis=1) - np.log([sum_of_squares(X, k) for k in range(1, k_max + 1)])


def from_zero(X, k_max, n_refs, rng, sum_of_squares):
    return [sum_of_squares(X, k) for k in range(k_max)]


def one_short(X, k_max, n_refs, rng, sum_of_squares):
    return gap_of(gap_right)(X, k_max - 1, n_refs, rng, sum_of_squares)


def differences_lost(X, k_max, n_refs, rng, sum_of_squares):
    return gap_of(gap_right)(X, k_max, n_refs, rng, sum_of_squares)[1:]


def own_seed(X, k_max, n_refs, rng, sum_of_squares):
    return gap_of(gap_right)(X, k_max, n_refs, np.random.default_rng(0), sum_of_squares)


MISTAKES = [
    # assign
    ("assign", lambda X, centroids: distances(X, centroids).argmin(axis=1) + 1, 0, "labels start at 1"),
    ("assign", lambda X, centroids: distances(X, centroids).argmax(axis=1), 0, "farthest away"),
    ("assign", lambda X, centroids: distances(X, centroids).argmin(axis=0), 0, "one per centroid"),
    ("assign", lambda X, centroids: distances(X, centroids).argmin(), 0, "a single number"),
    ("assign", lambda X, centroids: distances(X, centroids), 0, "a table of 5 × 3"),
    ("assign", lambda X, centroids: X, 0, "one row of coordinates per point"),
    ("assign", lambda X, centroids: distances(X, centroids).argmin(axis=1)[:, None], 0, "a column"),
    ("assign", lambda X, centroids: distances(X[:, :1], centroids[:, :1]).argmin(axis=1), 1, "coordinate 0 .* alone"),
    ("assign", lambda X, centroids: distances(X[:, 1:], centroids[:, 1:]).argmin(axis=1), 0, "coordinate 1 .* alone"),
    ("assign", lambda X, centroids: distances(X[:, :2], centroids[:, :2]).argmin(axis=1), 4, "first two coordinates"),
    ("assign", lambda X, centroids: (X[:, None] - centroids).sum(axis=2).argmin(axis=1), 0, "never negative"),
    ("assign", lambda X, centroids: ((X[:, None] - centroids) ** 2).sum(axis=1).argmin(axis=1), 0, "wrong axis"),
    ("assign", lambda X, centroids: np.abs(X[:, None] - centroids).sum(axis=2).argmin(axis=1), 2, "city blocks"),
    ("assign", lambda X, centroids: np.abs(X[:, None] - centroids).max(axis=2).argmin(axis=1), 2, "only the largest"),
    ("assign", lambda X, centroids: np.zeros(len(X)), 0, "All points get the label 0"),
    ("assign", lambda X, centroids: np.arange(len(X)), 0, "One of your labels is 3"),
    ("assign", lambda X, centroids: np.arange(len(X)) % len(centroids), 0, "another centroid is at"),
    ("assign", lambda X, centroids: 2 - distances(X, centroids[::-1]).argmin(axis=1), 3, "labels"),
    ("assign", lambda X, c: len(c) - 1 - distances(X, c[::-1]).argmin(axis=1), 6, "equally near"),
    ("assign", lambda X, centroids: ["left"] * len(X), 0, "not an array of numbers"),
    ("assign", lambda X, centroids: [[0], [0, 1]], 0, "different lengths"),
    # update
    ("update", each(lambda members, X: np.median(members, axis=0)), 1, "median"),
    ("update", each(lambda members, X: members.sum(axis=0) / len(X)), 0, "number of all points"),
    ("update", each(lambda members, X: members.sum(axis=0)), 0, "the sums of their points"),
    ("update", each(lambda members, X: X.mean(axis=0)), 0, "its own points only"),
    ("update", each(lambda members, X: (members.min(axis=0) + members.max(axis=0)) / 2), 1, "outermost"),
    ("update", each(lambda members, X: members[distances(members, members).sum(axis=1).argmin()]), 0, "one of their"),
    ("update", each(lambda members, X: members.mean()), 0, "one number per centroid"),
    ("update", lambda X, labels, c: (c + means(X, labels, c)) / 2, 0, "half the way"),
    ("update", lambda X, labels, c: c, 0, "stay where they are"),
    ("update", shrinking, 4, "3 centroids go in and 2 come out"),
    (
        "update",
        lambda X, labels, c: np.array([X[labels == j].mean(axis=0) for j in range(len(c))]),
        4,
        "mean of nothing",
    ),
    (
        "update",
        lambda X, labels, c: np.array(
            [X[labels == j].sum(axis=0) / max(1, (labels == j).sum()) for j in range(len(c))]
        ),
        4,
        "to the origin",
    ),
    ("update", lambda X, labels, c: means(X, labels, c).T, 0, "swapped"),
    ("update", lambda X, labels, c: X.mean(axis=0), 0, "a single row"),
    ("update", lambda X, labels, c: means(X, labels, c)[labels], 0, "one row per point"),
    ("update", by_order_of_appearance, 1, "another order"),
    ("update", lambda X, labels, c: means(X, labels, c) + np.array([0, 0.5]), 0, r"Centroid 0 goes to \(1, 1\.5\)"),
    # k-means++
    ("k-means++", seeding(lambda X, chosen: nearest_so_far(X, chosen)), 4, "twice as far"),
    ("k-means++", farthest, 4, "always the farthest"),
    ("k-means++", lambda X, k, rng: X[rng.integers(len(X), size=k)], 3, "chosen twice"),
    ("k-means++", seeding(lambda X, chosen: (distances(X, X[chosen]) ** 2).sum(axis=1)), 3, "chosen twice"),
    ("k-means++", lambda X, k, rng: X[rng.choice(len(X), size=k, replace=False)], 4, "equally often"),
    ("k-means++", without_rng, 1, "Nothing is drawn from rng"),
    ("k-means++", with_two_generators, 1, "same seed gives different"),
    ("k-means++", from_the_first, 2, "first centroid is never"),
    ("k-means++", seeding(of_the_last_only), 5, "all centroids chosen so far"),
    ("k-means++", seeding(lambda X, chosen: nearest_so_far(X, chosen) ** 6), 4, "too high a power"),
    ("k-means++", indices, 0, "returns indices"),
    ("k-means++", lambda X, k, rng: rng.uniform(X.min(axis=0), X.max(axis=0), (k, 2)), 0, "not all|Not all"),
    ("k-means++", lambda X, k, rng: X[rng.integers(len(X))], 0, "a single point"),
    # gap
    ("gap", gap_of(lambda references, w, d: np.log(references.mean()) - np.log(w)), 2, "logarithm of a mean"),
    ("gap", gap_of(lambda references, w, d: np.log(w) - np.log(references).mean()), 2, "wrong sign"),
    ("gap", gap_of(lambda references, w, d: gap_right(references, w / d, d)), 2, "divided by the dimension"),
    ("gap", gap_of(lambda references, w, d: gap_right(references / (2 * d), w, d)), 2, "twice the dimension"),
    ("gap", gap_of(lambda references, w, d: references.mean() - w), 2, "sums of squares themselves"),
    ("gap", gap_of(lambda references, w, d: np.log10(references).mean() - np.log10(w)), 2, "base 10"),
    ("gap", gap_of(lambda references, w, d: np.log(references).sum() - np.log(w)), 2, "added up"),
    ("gap", gap_of(lambda references, w, d: np.log(references[-1]) - np.log(w)), 2, "last reference"),
    ("gap", gap_of(lambda references, w, d: np.log(references).mean()), 2, "are missing"),
    ("gap", gap_of(gap_right, lambda X, rng: rng.uniform(size=X.shape)), 1, "outside the box"),
    ("gap", gap_of(gap_right, lambda X, rng: rng.normal(X.mean(axis=0), X.std(axis=0), X.shape)), 1, "outside the box"),
    ("gap", gap_of(gap_right, lambda X, rng: rng.permutation(X)), 1, "clusters and all"),
    ("gap", gap_of(gap_right, lambda X, rng: rng.uniform(7, 7.5, size=X.shape)), 1, "only a part"),
    ("gap", gap_of(gap_right, lambda X, rng: rng.uniform(size=10)), 0, r"points of shape \(10,\)"),
    ("gap", same_reference, 0, "the same points"),
    ("gap", from_zero, 0, "0 clusters"),
    ("gap", one_short, 0, r"sum_of_squares\(X, 4\)"),
    ("gap", differences_lost, 0, "should return k_max values"),
    ("gap", own_seed, 3, "Another rng gives the same"),
    ("gap", gap_of(lambda references, w, d: np.sin(w)), 2, "your value is"),
]


@pytest.mark.parametrize(("exercise", "mistake", "done", "hint"), MISTAKES)
def test_a_typical_mistake_gets_the_hint_that_fits(exercise, mistake, done, hint):
    checked = CHECKS[exercise](mistake)
    assert not checked.passed
    assert re.search(hint, checked.hint), checked.hint
    assert checked.done == done
    assert checked.hint.endswith((".", "?"))
    assert len(checked.hint) < 260
    assert "\n" not in checked.hint


def test_the_hints_do_not_give_the_solution_away():
    said = " ".join(CHECKS[exercise](mistake).hint for exercise, mistake, _, _ in MISTAKES)
    for code in ("argmin", "axis=", "linalg", ".mean(", "np.", ".choice", "squared"):
        assert code not in said, code


def stumbles(X, centroids):
    before = 1  # noqa: F841
    return X @ centroids


def test_what_is_raised_becomes_a_hint_with_the_line_of_the_student():
    checked = kv.checks.check_assign(stumbles)
    assert re.fullmatch(r"stumbles stops in line \d+, `return X @ centroids`: ValueError: matmul: .*", checked.hint), (
        checked.hint
    )


def test_a_mistake_inside_a_helper_is_told_with_the_line_of_the_helper():
    def helper(x):
        return x.no_such_thing

    checked = kv.checks.check_assign(lambda X, centroids: helper(X))
    assert "`return x.no_such_thing`: AttributeError" in checked.hint


def test_wrong_arguments_are_answered_with_the_right_ones():
    checked = kv.checks.check_update(lambda X, labels: X)
    assert checked.hint.endswith("it is called as `update(X, labels, centroids)`.")


def test_who_hands_over_a_result_is_told_to_hand_over_the_function():
    for bad in (None, np.zeros(3), 3):
        assert "check_assign(assign)" in kv.checks.check_assign(bad).hint


def test_a_way_without_a_return_is_told_from_an_empty_function():
    def sometimes(X, centroids):
        return kv.assign(X, centroids) if X[0, 1] == 1 else None

    checked = kv.checks.check_assign(sometimes)
    assert checked.done == 1
    assert "every path through it should end with a return" in checked.hint


def test_changing_what_one_is_given_is_told_and_breaks_nothing():
    def careless(X, labels, centroids):
        centroids[:] = means(X, labels, centroids)
        return centroids

    def more_careless(X, centroids):
        labels = kv.assign(X, centroids)
        X -= X
        return labels

    assert "changes centroids" in kv.checks.check_update(careless).hint
    assert "changes X" in kv.checks.check_assign(more_careless).hint
    assert kv.checks.check_assign(kv.assign).passed


def test_the_same_code_gets_the_same_answer_every_time():
    for exercise, mistake, _, _ in MISTAKES[::5]:
        assert CHECKS[exercise](mistake) == CHECKS[exercise](mistake)


def test_what_is_printed_once_is_seen_and_what_is_printed_a_thousand_times_is_not(capsys):
    def talking(X, k, rng):
        print("here")  # noqa: T201
        return kv.seeding.k_means_plus_plus(X, k, rng)

    assert kv.checks.check_k_means_plus_plus(talking).passed
    assert 1 <= capsys.readouterr().out.count("here") < 10


def test_a_notebook_shows_a_tick_or_a_hint_with_its_code_set_apart_and_escaped():
    passed, failed = Checked("assign", 7, 7, ""), Checked("my<assign>", 2, 7, "Line `a < b` & so on.")
    assert "✓" in passed._repr_html_()
    shown = failed._repr_html_()
    assert "✓" not in shown
    assert "my&lt;assign&gt;: 2 of 7 checks pass." in shown
    assert "<code>a &lt; b</code> &amp; so on." in shown


X = kv.data.gaussian(60, 3, seed=5)


def parts(shown):
    """Return the player in the widget that `watch` returns, and the words above it."""
    from kmeans_viz.notebook.player import Player

    if isinstance(shown, Player):
        return shown, ""
    return shown.children[-1], shown.children[0].value


OF_ANOTHER_SHAPE = {"one number per centroid", "swapped", "a single row", "one row per point"}


@pytest.mark.parametrize(
    ("wrong", "hint"), [(mistake, hint) for exercise, mistake, _, hint in MISTAKES if exercise == "update"]
)
def test_whatever_an_update_does_is_animated_as_far_as_it_gets(wrong, hint):
    player, said = parts(kv.checks.watch(X, 3, update=wrong))
    if hint in OF_ANOTHER_SHAPE:
        assert [state.phase.value for state in player.trace] == ["seed", "assign"]
        assert re.fullmatch(r"k-means stops here, as .+ returned shape .+; expected \(3, 2\): one row .+\.", said)
    else:
        assert said == ""
        assert len(player.trace) >= 4
        assert player.trace.converged


def test_an_update_that_never_settles_is_animated_for_a_while():
    player, said = parts(kv.checks.watch(X, 3, update=lambda X, labels, centroids: centroids[::-1]))
    assert not player.trace.converged
    assert said == f"After {player.trace.n_iter} steps the labels still change; the animation ends here."
    assert player.trace.n_iter >= 10


def test_a_wrong_update_is_seen_to_go_wrong():
    player, _ = parts(kv.checks.watch(X, 3, update=each(lambda members, X: members.sum(axis=0))))
    assert np.abs(player.trace[2].centroids).max() > np.abs(X).max()
    right, said = parts(kv.checks.watch(X, 3, update=means))
    assert said == ""
    assert right.trace.converged
    assert player.trace.final.inertia > right.trace.final.inertia
    assert player.n_steps > 3


def test_a_run_that_breaks_off_is_shown_up_to_there_with_the_reason():
    player, said = parts(kv.checks.watch(X, 3, update=lambda X, labels, centroids: X[:2]))
    assert [state.phase.value for state in player.trace] == ["seed", "assign"]
    assert "expected (3, 2): one row per centroid" in said
    assert player.n_steps >= 2
    player, said = parts(kv.checks.watch(X, 3, assign=lambda X, c: kv.assign(X, c) + 1))
    assert len(player.trace) == 1
    assert "the label 3; expected whole numbers from 0 to 2" in said
    assert player.n_steps == 1


def test_an_assign_of_ones_own_is_animated():
    player, _ = parts(kv.checks.watch(X, 3, assign=lambda X, c: distances(X, c).argmax(axis=1)))
    assert player.n_steps > 3


def test_a_seeding_of_ones_own_is_where_the_animation_starts():
    player, said = parts(kv.checks.watch(X, 3, init=lambda X, k, rng: X[:k]))
    assert said == ""
    np.testing.assert_array_equal(player.trace[0].centroids, X[:3])


@pytest.mark.parametrize("empty", [nothing, not_yet])
@pytest.mark.parametrize("role", ["assign", "update", "init"])
def test_with_nothing_written_yet_a_sentence_stands_in_for_the_animation(role, empty):
    shown = kv.checks.watch(X, 3, **{role: empty})
    assert isinstance(shown, Sentence)
    assert repr(shown).startswith("Nothing to animate yet: ")
    assert repr(shown) in shown._repr_html_()


def test_the_gap_of_ones_own_chooses_the_clusters_that_are_animated():
    board = kv.data.peaked(60, 4, seed=1)
    shown = kv.checks.watch_gap(board, gap_of(gap_right))
    player, said = parts(shown)
    assert player.trace.k == 4
    assert "K = 4" in said
    assert bytes(shown.children[1].value).startswith(b"\x89PNG")
    player, _ = parts(
        kv.checks.watch_gap(board, gap_of(lambda references, w, d: np.log(w) - np.log(references).mean()))
    )
    assert player.trace.k != 4
    for bad in (nothing, not_yet, stumbles, lambda *arguments: [1.0], lambda *arguments: [np.nan] * 6):
        assert isinstance(kv.checks.watch_gap(board, bad), Sentence)


def test_the_sum_of_squares_is_that_of_a_good_run():
    board = kv.data.peaked(60, 4, seed=1)
    for k in (1, 2, 4):
        best = kv.best_of(board, k, 200, seed=1).best.inertia
        assert kv.checks.sum_of_squares(board, k) == pytest.approx(best, rel=1e-9)


EXERCISES = sorted((notebooks() / "exercises").glob("*.ipynb"))
SOLVED = sorted((notebooks() / "exercises" / "solutions").glob("*.ipynb"))


def shown_by(path):
    """Run a notebook and return what each of its code cells shows."""
    names = {}
    shown = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            *before, last = ast.parse(cell.source).body
            if not isinstance(last, ast.Expr):
                before.append(last)
            exec(compile(ast.Module(before, []), str(path), "exec"), names)
            if isinstance(last, ast.Expr):
                shown.append(eval(compile(ast.Expression(last.value), str(path), "eval"), names))
    return shown


def test_every_exercise_has_its_solution_apart():
    assert [path.name for path in EXERCISES] == [path.name for path in SOLVED]
    assert [path.stem.partition("-")[2] for path in EXERCISES] == list(CHECKS)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_as_it_is_handed_out_says_how_to_begin(path):
    *_, checked, animation = shown_by(path)
    assert isinstance(checked, Checked)
    assert checked.done == 0
    assert "Begin with" in checked.hint
    assert isinstance(animation, Sentence)
    assert repr(animation).startswith("Nothing to animate yet: ")


@pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)
def test_the_solutions_for_teachers_get_full_marks(path):
    *_, checked, animation = shown_by(path)
    assert checked.passed, checked
    player, said = parts(animation)
    assert player.trace.converged
    assert "stops here" not in said


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_does_not_hold_its_solution(path: Path):
    solution = nbformat.read(SOLVED[EXERCISES.index(path)], as_version=4)
    written = next(cell.source for cell in solution.cells if cell.source.startswith("def "))
    handed_out = "".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    body = [line.strip() for line in written.splitlines()[2:]]
    assert written.splitlines()[0] in handed_out
    assert not [line for line in body if line in handed_out]


def test_the_line_of_a_student_is_told_in_a_notebook_too():
    notebook = nbformat.read(EXERCISES[0], as_version=4)
    cell = next(cell for cell in notebook.cells if cell.source.startswith("def "))
    cell.source = cell.source.replace("# Write your code here.", "nearest = X @ centroids\n    return nearest")
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    told = [output.data for cell in notebook.cells for output in cell.get("outputs", [])]
    wanted = "assign stops in line 3, `nearest = X @ centroids`: ValueError: "
    assert any(wanted in data["text/plain"] for data in told), told
    # The start, below the reason why nothing follows; so also where no widget can live.
    assert told[-1]["text/plain"].startswith("<Player of <Trace: n=120")
    assert "<div><p>k-means stops here, as assign " in told[-1]["text/html"]
    assert "<iframe " in told[-1]["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in told[-1]
