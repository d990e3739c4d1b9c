"""Every answer of a student gets the tick or the hint that fits."""

import re

import pytest
from answers.assign import ASSIGN
from answers.gap import GAP
from answers.k_means_plus_plus import K_MEANS_PLUS_PLUS
from answers.suggest_k import SUGGEST_K
from answers.update import UPDATE

import kmeans_viz as kv

EXERCISES = [
    (kv.checks.check_assign, ASSIGN),
    (kv.checks.check_update, UPDATE),
    (kv.checks.check_k_means_plus_plus, K_MEANS_PLUS_PLUS),
    (kv.checks.check_gap, GAP),
    (kv.checks.check_suggest_k, SUGGEST_K),
]


def name_of(value):
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(
    ("check", "answer"), [(check, answer) for check, answers in EXERCISES for answer in answers.rights], ids=name_of
)
def test_an_answer_that_is_right_gets_full_marks_however_odd_it_looks(check, answer):
    checked = check(answer)
    assert checked.passed, checked
    assert checked.hint == ""
    assert repr(checked).startswith("✓")


@pytest.mark.parametrize(
    ("check", "answer", "hint"),
    [(check, *wrong) for check, answers in EXERCISES for wrong in answers.wrongs],
    ids=name_of,
)
def test_an_answer_that_is_wrong_gets_the_hint_that_fits(check, answer, hint):
    checked = check(answer)
    assert not checked.passed
    assert re.search(hint, checked.hint), checked.hint
    assert checked.hint.endswith((".", "?"))
    assert len(checked.hint) < 300
    assert "\n" not in checked.hint
    # What the student wrote may be quoted; the hint itself holds neither the solution nor a message of numpy.
    own = re.sub("`.*?`", "", checked.hint)
    assert not re.search(r"argmin|axis=|linalg|\.mean\(|np\.|\.choice|ValueError|TypeError|IndexError", own)


def test_there_are_enough_answers_of_each_exercise():
    for _, answers in EXERCISES:
        assert len(answers.rights) >= 8
        assert len(answers.wrongs) >= 25
