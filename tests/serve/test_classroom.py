"""The state of a class, without sockets: what counts, what is shown, and what is left after a restart."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.inputs import InputError
from kmeans_viz.serve.classroom import Classroom
from kmeans_viz.serve.guesses import checked
from kmeans_viz.serve.pace import Pace
from kmeans_viz.serve.student_view import now
from tests.serve.live import SCENES, VALUES

BY_ID = {scene["sid"]: scene for scene in SCENES["scenes"]}
ORDER = list(BY_ID)


def room_at(sid: str | None = None, **how: Any) -> Classroom:
    room = Classroom(SCENES)
    if sid is not None:
        room.show({"at": ORDER.index(sid), **how})
    return room


def shown(room: Classroom, student: str = "me") -> dict[str, Any]:
    return json.loads(room.shown_to(student))


@pytest.mark.parametrize("sid", VALUES)
def test_a_guess_keeps_what_its_task_asks_for_and_nothing_else(sid: str) -> None:
    assert checked({**VALUES[sid], "name": "Mo", "inertia": 0}, BY_ID[sid]) == VALUES[sid]


def test_stars_that_were_placed_count_however_many_they_are() -> None:
    recipe = {"init": [[0, 0], [0.1, 0], [0.2, 0], [0.3, 0], [0.4, 0]]}
    star, stars = {"cluster": 4, "at": [0.5, 0.5]}, {"centroids": [[0.1, 0.2]] * 5}
    assert checked(star, {"recipe": recipe, "task": {"kind": "place", "cluster": 4}}) == star
    assert checked(stars, {"recipe": recipe, "task": {"kind": "drag"}}) == stars
    with pytest.raises(InputError, match="all 5 stars"):
        checked({"centroids": [[0.1, 0.2]] * 3}, {"recipe": recipe, "task": {"kind": "drag"}})


@pytest.mark.parametrize(
    ("sid", "value", "told"),
    [
        ("vote", {"k": 5}, "k=5 cannot be chosen; use one of 2, 3, 4"),
        ("vote", {"k": 10**400}, "k=int cannot be chosen"),
        ("vote", {"k": 3.0}, "k=float cannot be chosen"),
        ("vote", {"k": True}, "k=bool cannot be chosen"),
        ("vote", {}, "k=NoneType cannot be chosen"),
        ("vote", [3], "a guess is an object with fields, and this is a list"),
        ("vote", None, "this is a NoneType"),
        ("place", {"cluster": 1, "at": [0, 0]}, "cluster=1 is not the star of this scene; place star 0"),
        ("place", {"cluster": 3, "at": [0, 0]}, "cluster=3 cannot be chosen; use one of 0, 1, 2"),
        ("place", {"cluster": 0, "at": [1e308, 0]}, "a place lies on the board; use numbers from -3 to 3"),
        ("place", {"cluster": 0, "at": [10**400, 0]}, "a place lies on the board"),
        ("place", {"cluster": 0, "at": [float("nan"), 0]}, "a place lies on the board"),
        ("place", {"cluster": 0, "at": ["0", 0]}, "a place is two numbers; send [x, y]"),
        ("place", {"cluster": 0, "at": [0] * 1000}, "a place is two numbers"),
        ("place", {"cluster": 0, "at": {"x": 0, "y": 0}}, "a place is two numbers"),
        ("choose", {"choice": 2}, "choice=2 cannot be chosen; use one of 0, 1"),
        ("choose", {"choice": -1}, "choice=-1 cannot be chosen"),
        ("choose", {"choice": "1"}, "choice=str cannot be chosen"),
        ("drag", {"centroids": [[0, 0]]}, "centroids holds the places of all 2 stars; send that many"),
        ("drag", {"centroids": [[0, 0], [0, None]]}, "a place is two numbers"),
        ("drag", {"centroids": "ab"}, "centroids holds the places"),
        ("look", {"k": 3}, "this scene asks for no guess; wait for the next one"),
    ],
)
def test_a_lie_is_told_and_not_counted(sid: str, value: Any, told: str) -> None:
    room = room_at(sid)
    with pytest.raises(InputError) as problem:
        room.guess("me", {"scene": sid, "value": value})
    assert told in str(problem.value)
    assert room.guesses == {}


def test_a_place_of_own_data_lies_on_its_board() -> None:
    scene = {"recipe": {"coordinates": [[100, 5], [300, 5]], "k": 1}, "task": {"kind": "place", "cluster": None}}
    assert checked({"cluster": 0, "at": [-100, 5]}, scene)["at"] == [-100.0, 5.0]
    with pytest.raises(InputError, match="use numbers from -100 to 500"):
        checked({"cluster": 0, "at": [501, 5]}, scene)


@pytest.mark.parametrize(
    ("show", "said", "told"),
    [
        ({"at": 1}, {"scene": "vote", "value": {"k": 3}}, "that scene is not shown now"),
        ({"at": 0, "phase": "closed"}, {"scene": "vote", "value": {"k": 3}}, "no more guesses are taken"),
        ({"at": 0, "phase": "revealed"}, {"scene": "vote", "value": {"k": 3}}, "no more guesses are taken"),
        ({"at": 0}, {"value": {"k": 3}}, "a guess names its scene"),
        ({"at": 0}, {"scene": ["vote"], "value": {"k": 3}}, "a guess names its scene"),
        ({"at": 0}, [], "a guess names its scene"),
    ],
)
def test_a_guess_at_another_time_is_told(show: Any, said: Any, told: str) -> None:
    room = Classroom(SCENES)
    room.show(show)
    with pytest.raises(InputError, match=told):
        room.guess("me", said)


def test_students_see_the_question_and_the_answer_only_once_it_is_revealed() -> None:
    room = Classroom({**SCENES, "lang": "es"})
    assert shown(room) == {"waiting": True}
    room.show({"at": 2})
    question = {"question": "Why?", "recipe": {"n": 60}, "step": 0, "hide": []}
    task = {"kind": "choose", "choices": ["This", "That"]}
    now = {"sid": "choose", "lang": "es", "phase": "ask", "step": None, "scene": {**question, "task": task}}
    assert shown(room) == {"now": now, "mine": None}
    room.guess("me", {"scene": "choose", "value": {"choice": 0}})
    assert shown(room)["mine"] == {"choice": 0}
    assert shown(room, "another")["mine"] is None
    room.show({"at": 2, "phase": "revealed", "step": 4})
    reveal = {"step": None, "text": "", "recipe": None, "answer": 1}
    assert shown(room)["now"] == {**now, "phase": "revealed", "step": 4, "reveal": reveal}
    for sid in ORDER:
        room.show({"at": ORDER.index(sid)})
        assert not {"reveal", "notes", "answer", "Wait", "Three"} & set(room.shown_to("me").replace('"', " ").split())


@pytest.mark.parametrize(
    "said",
    [None, 0, {}, {"at": 5}, {"at": -1}, {"at": True}, {"at": 0.0}, {"at": 0, "phase": "later"}, {"at": 0, "phase": []},
     {"at": 0, "step": -1}, {"at": 0, "step": 1e9}, {"at": 0, "shown": 1}],
)  # fmt: skip
def test_what_cannot_be_shown_changes_nothing(said: Any) -> None:
    room = room_at("place", phase="closed")
    before = room.document()
    with pytest.raises(InputError):
        room.show(said)
    assert room.document() == before


BOARD = kv.Recipe(n=60, k=2).points()
AROUND = np.array([[0.5, 0.5], [-0.5, 0.0]])


@pytest.mark.parametrize(
    ("sid", "values", "expected"),
    [
        ("place", [{"cluster": 0, "at": at} for at in ([0, 0], [0.5, -1], [0.1, 0.1])],
         {"means": [{"cluster": 0, "n": 3, "at": [0.2, -0.3]}]}),
        ("vote", [{"k": 3}, {"k": 3}, {"k": 2}], {"counts": [1, 2, 0]}),
        ("choose", [{"choice": 1}, {"choice": 0}, {"choice": 1}], {"counts": [1, 2]}),
        ("drag", [{"centroids": stars} for stars in ([[1, 1], [1, 1]], AROUND.tolist(), [[0, 0], [0, 0]])],
         {"lowest": (((BOARD[:, None] - AROUND) ** 2).sum(axis=2).min(axis=1)).sum()}),
    ],
)  # fmt: skip
def test_students_see_what_the_class_guessed_while_the_teacher_shows_it_and_nobody_s_own(
    sid: str, values: list[Any], expected: dict[str, Any]
) -> None:
    room = room_at(sid)
    for i, value in enumerate(values):
        room.guess(f"student{i}", {"scene": sid, "value": value})
    at = ORDER.index(sid)
    for hidden in ({"shown": True}, {"phase": "closed"}, {"phase": "revealed", "shown": False}):
        room.show({"at": at, **hidden})
        assert "class" not in shown(room)["now"]
    for phase in ("closed", "revealed"):
        room.show({"at": at, "phase": phase, "shown": True})
        seen = shown(room)["now"]["class"]
        assert seen.pop("n") == 3
        assert json.dumps(rounded(seen)) == json.dumps(rounded(expected))
        assert "student" not in room.shown_to("me")
    again = Classroom(SCENES)
    again.hand_over(json.loads(json.dumps(room.document())))
    assert again.shown_to("me") == room.shown_to("me")


def rounded(value: Any) -> Any:
    """Return a value of JSON with all its numbers rounded."""
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return round(float(value), 9)


def test_a_guess_that_is_the_only_one_is_shown_to_nobody() -> None:
    room = room_at("vote")
    room.guess("me", {"scene": "vote", "value": {"k": 2}})
    room.show({"at": 0, "phase": "closed", "shown": True})
    assert "class" not in shown(room, "another")["now"]
    stars = Classroom({"scenes": [{**BY_ID["place"], "task": {"kind": "place"}}]})
    stars.show({"at": 0})
    for i, cluster in enumerate([0, 1, 1]):
        stars.guess(f"student{i}", {"scene": "place", "value": {"cluster": cluster, "at": [0.5, 0.5]}})
    stars.show({"at": 0, "phase": "closed", "shown": True})
    assert shown(stars)["now"]["class"] == {"n": 3, "means": [{"cluster": 1, "n": 2, "at": [0.5, 0.5]}]}


def test_what_another_server_counted_is_in_what_students_see() -> None:
    room = room_at("vote")
    for i in range(2):
        room.guess(f"student{i}", {"scene": "vote", "value": {"k": 2}})
    room.show({"at": 0, "phase": "closed", "shown": True})
    room.hand_over({**room.document(), "run": "elsewhere", "guesses": {"vote": {"me": {"k": 4}}}})
    assert shown(room)["now"]["class"] == {"n": 3, "counts": [2, 0, 1]}


@pytest.mark.parametrize("recipe", [{"n": 100_000}, {"data": "iris"}])
def test_a_board_that_is_too_large_or_has_more_columns_has_no_lowest_inertia(recipe: dict[str, Any]) -> None:
    scene = {"sid": "a", "question": "?", "recipe": recipe, "task": {"kind": "drag"}}
    stars = [{"centroids": [[0, 0], [1, 1], [2, 2]]}] * 2
    assert now(scene, stars, lang="en", phase="closed", step=None)["class"] == {"n": 2}


def test_other_scenes_keep_the_guesses_and_the_place_of_those_that_stay() -> None:
    room = room_at("vote")
    room.guess("me", {"scene": "vote", "value": {"k": 3}})
    room.show({"at": 1})
    room.guess("me", {"scene": "place", "value": VALUES["place"]})
    room.replace({**SCENES, "scenes": [BY_ID["look"], BY_ID["place"]]})
    assert (room.at, room.guesses) == (1, {"place": {"me": VALUES["place"]}})
    room.replace({"scenes": [BY_ID["look"]]})
    assert (room.at, room.guesses, shown(room)) == (None, {}, {"waiting": True})


@pytest.mark.parametrize(
    "scenes",
    [None, [], {}, {"scenes": []}, {"scenes": [{}]}, {"scenes": [{"sid": "a b"}]}, {"scenes": [BY_ID["look"]] * 2},
     {"scenes": [{"sid": "a", "question": "?", "recipe": {"csv": "/etc/passwd"}}]}, {"scenes": [{"sid": "a"}]},
     {"scenes": [{"sid": "a", "question": "?", "recipe": {"k": "x"}}]},
     {"scenes": [{**BY_ID["look"], "sid": str(i)} for i in range(41)]}],
)  # fmt: skip
def test_scenes_that_are_none_change_nothing(scenes: Any) -> None:
    room = room_at("place")
    before = room.document()
    with pytest.raises(InputError):
        room.replace(scenes)
    assert room.document() == before


def test_a_new_server_takes_the_class_and_what_students_sent_before_it_came() -> None:
    old = room_at("vote")
    old.guess("first", {"scene": "vote", "value": {"k": 2}})
    kept = json.loads(json.dumps(old.document()))
    old.guess("second", {"scene": "vote", "value": {"k": 3}})  # the teacher's page does not know yet

    new = Classroom({"scenes": [BY_ID["look"]]})
    assert new.guess("second", {"scene": "vote", "value": {"k": 3}}) is None
    assert new.guess("liar", {"scene": "vote", "value": {"k": 99}}) is None
    assert new.guess("lost", {"scene": "gone", "value": {"k": 2}}) is None
    assert new.hand_over(kept) == 1
    assert {**new.document(), "run": old.run} == old.document()
    assert shown(new, "second")["mine"] == {"k": 3}


def test_a_page_that_slept_takes_nothing_back_and_one_from_another_server_adds_what_is_missing() -> None:
    room = room_at("vote")
    room.guess("me", {"scene": "vote", "value": {"k": 2}})
    asleep = json.loads(json.dumps(room.document()))
    room.forget("vote")
    room.show({"at": 1})
    assert room.hand_over(asleep) == 0
    assert (room.at, room.guesses) == (1, {})
    foreign = {**asleep, "run": "elsewhere"}
    foreign["guesses"] = {"vote": {"me": {"k": 4}, "a b": {"k": 2}}, "gone": {"me": {"k": 2}}}
    assert room.hand_over(foreign) == 2
    assert (room.at, room.guesses) == (1, {"vote": {"me": {"k": 4}}})


@pytest.mark.parametrize(
    "brought",
    [1, [], {}, {"guesses": 1}, {"guesses": {"vote": []}}, {"guesses": {}}, {"guesses": {}, "scenes": {"scenes": []}},
     {"guesses": {}, "scenes": SCENES, "at": 9}],
)  # fmt: skip
def test_a_class_that_is_none_changes_nothing(brought: Any) -> None:
    room = Classroom(SCENES)
    before = room.document()
    with pytest.raises(InputError):
        room.hand_over(brought)
    assert (room.document(), room.has_begun) == (before, False)


def test_nothing_is_left_of_a_class_that_is_over() -> None:
    room = room_at("vote")
    room.guess("me", {"scene": "vote", "value": {"k": 2}})
    room.end()
    assert shown(room) == {"over": True}
    assert room.guesses == {} == room.document()["guesses"]
    with pytest.raises(InputError, match="the class is over"):
        room.guess("me", {"scene": "vote", "value": {"k": 2}})


def test_more_students_than_a_class_has_are_told() -> None:
    room = room_at("vote")
    for i in range(2000):
        room.guess(f"s{i}", {"scene": "vote", "value": {"k": 2}})
    room.guess("s7", {"scene": "vote", "value": {"k": 3}})
    with pytest.raises(InputError, match="2,000 students have guessed"):
        room.guess("one more", {"scene": "vote", "value": {"k": 2}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([*ORDER, "ask"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["scene", "value", "k", "at", "cluster", "choice", "centroids", "phase", "scenes", "guesses", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
STUDENTS = st.sampled_from(["ann", "bob", "cem"])
GOOD = st.sampled_from([(sid, {"scene": sid, "value": value}) for sid, value in VALUES.items()])
VOTES = st.sampled_from([2, 3, 4]).map(lambda k: {"scene": "vote", "value": {"k": k}})
STEPS = st.lists(
    st.tuples(st.just("guess"), STUDENTS, GOOD.map(lambda pair: pair[1]) | VOTES | JSON)
    | st.tuples(st.just("show"), st.builds(dict, at=st.integers(0, 4), phase=st.sampled_from(["ask", "closed"])) | JSON)
    | st.tuples(st.just("forget"), st.sampled_from(ORDER) | JSON)
    | st.tuples(st.just("hand_over"), JSON)
    | st.tuples(st.just("replace"), JSON)
    | st.tuples(st.just("restart"), STUDENTS),
    max_size=20,
)


@given(STEPS)
def test_whatever_comes_each_student_has_one_valid_guess_a_scene_which_is_the_last_that_was_counted(steps: Any) -> None:
    room, counted = room_at("vote"), {}
    for name, *said in steps:
        try:
            if name == "restart":
                # The teacher's page has all but the last guess of one student, who sends it again.
                kept = json.loads(json.dumps(room.document()))
                of_vote = kept["guesses"].get("vote", {})
                last = of_vote.pop(said[0], None)
                room = Classroom(SCENES)
                if last is not None:
                    room.guess(said[0], {"scene": "vote", "value": last})
                assert room.hand_over(kept) == 0
            elif name == "guess" and (answer := room.guess(*said)) is not None:
                counted[answer[0], said[0]] = answer[1]
            elif name != "guess":
                getattr(room, name)(*said)
                if name == "forget":
                    counted = {place: value for place, value in counted.items() if place[0] != said[0]}
        except InputError:
            pass
        found = {(sid, who): value for sid, of in room.guesses.items() for who, value in of.items()}
        assert found == counted
        for (sid, _), value in found.items():
            assert checked(value, BY_ID[sid]) == value
        for student in ("ann", "nobody"):
            json.loads(room.shown_to(student))


@given(st.floats(0.1, 100), st.integers(1, 50), st.lists(st.floats(0, 3), min_size=1, max_size=200))
def test_no_second_sees_more_than_its_pace_and_the_burst(per_second: float, at_once: int, gaps: list[float]) -> None:
    pace, now, done = Pace(per_second, at_once), 0.0, []
    for gap in gaps:
        now += gap
        done.append(now + pace.delay(now))
    for i, start in enumerate(done):
        assert sum(start <= moment < start + 1 for moment in done[i:]) <= at_once + per_second + 1
