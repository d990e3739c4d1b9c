"""The exercises: solutions pass all tests, typical mistakes get the hint that fits, and no attempt breaks a check."""

from __future__ import annotations

import ast
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from answers.gap import made_of, solution, value
from answers.suggest_k import with_a_loop
from answers.update import UPDATE, each, means
from nbclient import NotebookClient

import kmeans_viz as kv
from kmeans_viz.checks import Checked, Sentence, limits
from kmeans_viz.checks.exercises import EXERCISES
from kmeans_viz.lessons.lab import notebooks

CHECKS: dict[str, Callable[[Any], Checked]] = {
    "assign": kv.checks.check_assign,
    "update": kv.checks.check_update,
    "k-means++": kv.checks.check_k_means_plus_plus,
    "gap": kv.checks.check_gap,
    "suggest_k": kv.checks.check_suggest_k,
}


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


def stumbles(X, centroids):
    before = 1  # noqa: F841
    return X @ centroids


def test_what_is_raised_becomes_a_hint_with_the_line_of_the_student():
    checked = kv.checks.check_assign(stumbles)
    assert re.fullmatch(
        r"stumbles stops in line \d+, `return X @ centroids`: This multiplies matrices, .*", checked.hint
    ), checked.hint


def test_a_mistake_inside_a_helper_is_told_with_the_line_of_the_helper():
    def helper(x):
        return x.no_such_thing

    checked = kv.checks.check_assign(lambda X, centroids: helper(X))
    assert "`return x.no_such_thing`: An array has no `no_such_thing`" in checked.hint


def test_wrong_arguments_are_answered_with_the_right_ones():
    checked = kv.checks.check_update(lambda X, labels: X)
    assert checked.hint == (
        "update cannot be called as `update(X, labels, centroids)`: takes 2 positional arguments but 3 were given."
    )


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


@pytest.mark.parametrize("exercise", CHECKS)
def test_of_what_is_printed_the_last_ten_lines_are_seen(exercise, capsys):
    def talking(*arguments):
        for i in range(20):
            print("line", i)  # noqa: T201
            print("to the errors", file=sys.stderr)  # noqa: T201

    CHECKS[exercise](talking)
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.splitlines() == [
        "… (30 more lines before these)",
        *(text for i in range(15, 20) for text in (f"line {i}", "to the errors")),
    ]


def endless(*arguments):
    n = 0
    while True:
        n = n + 1


def endless_unless_the_exception_is_caught(*arguments):
    while True:
        try:  # noqa: SIM105
            np.zeros(3).sum()
        except:  # noqa: E722
            pass


def test_an_import_that_takes_long_is_not_taken_for_a_loop(monkeypatch, tmp_path):
    (tmp_path / "a_large_module.py").write_text("import time\nfor _ in range(500):\n    time.sleep(0.01)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(limits, "SECONDS", 0.1)

    def imports(X, centroids):
        import a_large_module

        return a_large_module

    assert "in a cell of its own" in kv.checks.check_assign(imports).hint


@pytest.mark.parametrize("function", [endless, endless_unless_the_exception_is_caught])
def test_a_loop_that_never_ends_is_ended_with_its_line(function, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    wanted = rf"After 0.1 seconds, {function.__name__} is still running in line \d+, `.+`. Does something change"
    assert re.match(wanted, kv.checks.check_gap(function).hint)
    told = []
    thread = threading.Thread(target=lambda: told.append(kv.checks.check_assign(function).hint))
    thread.start()
    thread.join()
    assert re.match(wanted, told[0])
    assert re.match("Nothing to animate yet: " + wanted, repr(kv.checks.watch_gap(X, function, with_a_loop)))
    shown, said = parts(kv.checks.watch(X, 3, update=function))
    assert len(shown.trace) == 2
    assert "is still running in line" in said


def test_code_that_is_only_slow_is_told_so(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.2)

    def slow(X, k, rng):
        time.sleep(0.01)
        return kv.seeding.k_means_plus_plus(X, k, rng)

    hint = kv.checks.check_k_means_plus_plus(slow).hint
    assert re.match(
        r"After 0.2 seconds, in its call \d+, slow is still running in line \d+.+ what takes it so long\?", hint
    )


def test_nothing_is_raised_once_a_function_has_returned_in_time(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.0)
    for _ in range(50):
        kv.checks.check_assign(lambda X, centroids: [time.sleep(0.001)])
    for _ in range(10_000):
        pass


def test_a_function_that_asks_the_keyboard_or_ends_the_program_is_told():
    assert "waits for the keyboard" in kv.checks.check_assign(lambda X, centroids: input("k?")).hint
    assert "ends the whole program" in kv.checks.check_assign(lambda X, centroids: sys.exit()).hint


def test_nbgrader_reads_the_points_and_students_the_hint(monkeypatch):
    checked = Checked("assign", 2, 8, "Look again.")
    assert checked._repr_mimebundle_()["text/plain"] == repr(checked)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert checked._repr_mimebundle_()["text/plain"] == "2"


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


@pytest.mark.parametrize("wrong", [function for function, _ in UPDATE.wrongs], ids=lambda function: function.__name__)
def test_whatever_an_update_does_is_animated_as_far_as_it_gets(wrong):
    shown = kv.checks.watch(X, 3, update=wrong)
    if isinstance(shown, Sentence):
        assert repr(shown).startswith("Nothing to animate yet: ")
        return
    player, said = parts(shown)
    if said == "":
        assert len(player.trace) >= 4
        assert player.trace.converged
    else:
        assert re.match(r"k-means stops here(, as|\.) .+[.?]$|After 12 steps", said)
        assert "ValueError" not in said


def test_an_update_that_never_settles_is_animated_for_a_while():
    player, said = parts(kv.checks.watch(X, 3, update=lambda X, labels, centroids: centroids[::-1]))
    assert not player.trace.converged
    assert said == f"After {player.trace.n_iter} steps the labels still change; the animation ends here."
    assert player.trace.n_iter >= 10


def test_a_wrong_update_is_seen_to_go_wrong():
    player, _ = parts(kv.checks.watch(X, 3, update=each(lambda members: members.sum(axis=0))))
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
    player, _ = parts(kv.checks.watch(X, 3, assign=lambda X, c: ((X[:, None] - c) ** 2).sum(axis=2).argmax(axis=1)))
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
    shown = kv.checks.watch_gap(board, solution, with_a_loop)
    player, said = parts(shown)
    assert player.trace.k == 4
    assert "K = 4" in said
    assert bytes(shown.children[1].value).startswith(b"\x89PNG")
    upside_down = made_of(lambda references, w: (-value(references, w), 0.0))
    player, _ = parts(kv.checks.watch_gap(board, upside_down, with_a_loop))
    assert player.trace.k != 4
    without_errors = lambda *arguments: solution(*arguments)[0]  # noqa: E731
    for bad in (
        nothing,
        not_yet,
        stumbles,
        without_errors,
        lambda *arguments: [1.0],
        lambda *arguments: [[np.nan] * 6] * 2,
    ):
        assert isinstance(kv.checks.watch_gap(board, bad, with_a_loop), Sentence)
    for bad in (nothing, not_yet, stumbles, lambda gaps, errors: 0, lambda gaps, errors: gaps):
        assert isinstance(kv.checks.watch_gap(board, solution, bad), Sentence)


def test_the_sum_of_squares_is_that_of_a_good_run():
    board = kv.data.peaked(60, 4, seed=1)
    for k in (1, 2, 4):
        best = kv.best_of(board, k, 200, seed=1).best.inertia
        assert kv.checks.sum_of_squares(board, k) == pytest.approx(best, rel=1e-9)


NOTEBOOKS = sorted((notebooks() / "exercises").glob("*.ipynb"))
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


def test_every_exercise_has_its_solution_apart_and_a_row_in_the_table():
    assert [path.name for path in NOTEBOOKS] == [path.name for path in SOLVED]
    assert [path.stem for path in NOTEBOOKS] == list(EXERCISES)
    assert [check for parts in EXERCISES.values() for check in parts.values()] == list(CHECKS.values())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_exercise_as_it_is_handed_out_says_how_to_begin(path):
    shown = shown_by(path)
    checked = [item for item in shown if isinstance(item, Checked)]
    assert [item.exercise for item in checked] == list(EXERCISES[path.stem])
    for item in checked:
        assert item.done == 0
        assert "Begin with" in item.hint
    assert isinstance(shown[-1], Sentence)
    assert repr(shown[-1]).startswith("Nothing to animate yet: ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nbgrader_gives_a_point_for_each_check(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if "nbgrader" in cell.metadata]
    checks = EXERCISES[path.stem].items()
    assert [cell.source for cell in cells] == [f"kv.checks.{check.__name__}({name})" for name, check in checks]
    for cell, (_, check) in zip(cells, checks, strict=True):
        about = cell.metadata.nbgrader
        assert (about.grade, about.locked, about.solution, about.schema_version) == (True, True, False, 3)
        assert about.points == check(nothing).total
        assert re.fullmatch(r"[\w-]+", about.grade_id)


@pytest.mark.parametrize("path", SOLVED, ids=lambda path: path.stem)
def test_the_solutions_for_teachers_get_full_marks(path):
    shown = shown_by(path)
    checked = [item for item in shown if isinstance(item, Checked)]
    assert len(checked) == len(EXERCISES[path.stem])
    assert all(item.passed for item in checked), checked
    player, said = parts(shown[-1])
    assert player.trace.converged
    assert "stops here" not in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_an_exercise_does_not_hold_its_solution(path: Path):
    solution = nbformat.read(SOLVED[NOTEBOOKS.index(path)], as_version=4)
    written = [cell.source for cell in solution.cells if cell.source.startswith("def ")]
    handed_out = "".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    assert len(written) == len(EXERCISES[path.stem])
    for source in written:
        head, _, *body = source.splitlines()
        assert head in handed_out
        assert not [line for line in body if line.strip() in handed_out]


def test_the_line_of_a_student_is_told_in_a_notebook_too():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    cell = next(cell for cell in notebook.cells if cell.source.startswith("def "))
    cell.source = cell.source.replace("# Write your code here.", "nearest = X @ centroids\n    return nearest")
    # A loop that never ends, in the main thread of a kernel.
    quick = "import kmeans_viz.checks.limits as limits\nlimits.SECONDS = 0.5\n"
    endless = "def endless(X, centroids):\n    while True:\n        pass\n\nkv.checks.check_assign(endless)"
    notebook.cells.append(nbformat.v4.new_code_cell(quick + endless))
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    told = [output.data for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "After 0.5 seconds, endless is still running in line 5, `pass`." in told.pop()["text/plain"].replace(
        "4, `while True:`", "5, `pass`"
    )
    wanted = "assign stops in line 3, `nearest = X @ centroids`: This multiplies matrices"
    assert any(wanted in data["text/plain"] for data in told), told
    # The start, below the reason why nothing follows; so also where no widget can live.
    assert told[-1]["text/plain"].startswith("<Player of <Trace: n=120")
    assert "<div><p>k-means stops here. assign stops in line 3" in told[-1]["text/html"]
    assert "<iframe " in told[-1]["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in told[-1]
