"""Scenes are read, checked and written alike by Python and by a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kmeans_viz as kv
from kmeans_viz.scenes.files import in_page
from kmeans_viz.scenes.values import KINDS, PARTS

Ask = Callable[[list[dict[str, Any]]], list[Any]]
SCENE = {"question": "Where will it go?", "recipe": {"k": 3}}


def file_of(*scenes: Any, **head: Any) -> str:
    """Return a file with these scenes, and with `head` in place of what stands at its beginning."""
    return json.dumps({"kmeans_viz": "scenes", "version": 1, "scenes": [*scenes]} | head)


def scene(**own: Any) -> str:
    """Return a file with one good scene and one that has `own` entries too."""
    return file_of(SCENE, SCENE | own)


def page_of(text: str) -> str:
    return (
        f'<!DOCTYPE html>\n<script type="application/json" id="kmeans_viz-scenes">{text}</script>\n<script>1</script>'
    )


CHOICES = ["Yes, always", "No"]
POINTS = [[0, 0], [1, 0.5], [3, 2]]
GOOD = {
    "the least": file_of(SCENE),
    "a page": page_of(file_of(SCENE, title="A page")),
    "head": file_of(SCENE, title="Una lección", lang="es-MX"),
    "every entry": scene(
        step=3,
        hide=["curve", "stars"],
        task={"kind": "choose", "choices": CHOICES, "answer": 1},
        reveal={"step": 5, "text": "Line one.\nLine two: ★ 🌟 <b>", "recipe": {"k": 3, "init": "k-means++"}},
        notes="Ask first.",
    ),
    "defaults written out": scene(
        step=0, hide=[], task={"kind": "look"}, reveal={"step": None, "text": "", "recipe": None}, notes=""
    ),
    "place any star": scene(task={"kind": "place"}),
    "place one": scene(task={"kind": "place", "cluster": 2}),
    "vote": scene(task={"kind": "vote", "k": [2, 3, 20]}),
    "no right choice": scene(task={"kind": "choose", "choices": CHOICES, "answer": None}),
    "drag": scene(recipe={"coordinates": POINTS, "init": [[0, 0], [1, 1]]}, task={"kind": "drag"}),
    "whole floats": scene(step=2.0, recipe={"k": 4.0}),
    "a thousand characters": scene(notes="🌟" * 1000),
    "the lesson": kv.first_lesson().to_json(),
    "forty": file_of(*[SCENE] * 40),
}
BAD = {
    "no JSON": ("{", "the scenes are not JSON (…); use the file as it was saved"),
    "NaN": (file_of(SCENE | {"step": float("nan")}), "the scenes are not JSON (…); use the file as it was saved"),
    "another file": ('{"k": 3}', 'there are no scenes in it; use a file that begins with {"kmeans_viz": "scenes"'),
    "a list": ("[]", 'there are no scenes in it; use a file that begins with {"kmeans_viz": "scenes"'),
    "another page": (
        "<p>Hello</p>",
        'there are no scenes in it; use a file that begins with {"kmeans_viz": "scenes"',
    ),
    "a later version": (
        file_of(SCENE, version=2),
        "version=2 of scenes is not 1; open them in a newer kmeans_viz",
    ),
    "an unknown head": (
        file_of(SCENE, author="me"),
        'the entry "author" is unknown; use some of: kmeans_viz, version, title, lang, scenes',
    ),
    "no list": (file_of(scenes=3), 'scenes=3 is not a list; use [{"question": "…", "recipe": {"k": 3}}]'),
    "none": (file_of(), "there are 0 scenes; use 1 to 40"),
    "too many": (file_of(*[SCENE] * 41), "there are 41 scenes; use 1 to 40"),
    "a title of numbers": (file_of(SCENE, title=3), 'title=3 is not text; use for example "Where will it go?"'),
    "no language": (file_of(SCENE, lang="e s"), 'lang="e s" is no code of a language; use for example "en"'),
    "no scene": (file_of(SCENE, 3), 'scene 2: 3 is not a scene; use {"question": "…", "recipe": {"k": 3}}'),
    "no question": (file_of({"recipe": {}}), 'scene 1: the question is missing; add "question": "…"'),
    "no recipe": (file_of({"question": "?"}), 'scene 1: the recipe is missing; add "recipe": {"k": 3}'),
    "an unknown entry": (
        scene(answer="yes"),
        'scene 2: the entry "answer" is unknown; use some of: question, recipe, step, hide, task, reveal, notes',
    ),
    "an empty question": (scene(question=" "), 'scene 2: question=" " is empty; write at least a word'),
    "a long text": (scene(notes="🌟" * 1001), "scene 2: notes has 1,001 characters; use at most 1,000"),
    "half a character": (scene(notes="\ud83c!"), "scene 2: notes has half a character in it; write it anew"),
    "no text": (scene(question=[1, "a"]), 'scene 2: question=[1,"a"] is not text; use for example "Where will it go?"'),
    "a step before the start": (scene(step=-1), "scene 2: step=-1 is out of range; use 0 to 1,000,000"),
    "half a step": (scene(step=1.5), "scene 2: step=1.5 is not a whole number; use 0 to 1,000,000"),
    "a true step": (scene(step=True), "scene 2: step=true is not a whole number; use 0 to 1,000,000"),
    "no step": (scene(step=None), "scene 2: step=null is not a whole number; use 0 to 1,000,000"),
    "no parts": (scene(hide="curve"), 'scene 2: hide="curve" is not a list; use [] for none'),
    "an unknown part": (
        scene(hide=["curve", "sky"]),
        f'scene 2: hide has "sky", which is unknown; use some of: {", ".join(PARTS)}',
    ),
    "no task": (scene(task="vote"), 'scene 2: the task is "vote"; use for example {"kind": "look"}'),
    "an unknown task": (
        scene(task={"kind": "sing"}),
        """scene 2: the task's kind="sing" is unknown; use one of: look, place, vote, choose, drag, free""",
    ),
    "a list of kinds": (
        scene(task={"kind": ["look"]}),
        """scene 2: the task's kind=["look"] is unknown; use one of: look, place, vote, choose, drag, free""",
    ),
    "an entry of another task": (
        scene(task={"kind": "look", "k": [2]}),
        'scene 2: of the task "look", the entry "k" is unknown; use some of: kind',
    ),
    "a star that is not there": (
        scene(task={"kind": "place", "cluster": 3}),
        "scene 2: the task's cluster=3 is out of range; use 0 to 2",
    ),
    "places on a line": (
        scene(recipe={"coordinates": [[0], [1]], "k": 1}, task={"kind": "place"}),
        'scene 2: the task "place" needs points with 2 coordinates; use another task',
    ),
    "one number": (scene(task={"kind": "vote", "k": [3]}), "scene 2: the task's k has 1 entries; use 2 to 20"),
    "K of 0": (scene(task={"kind": "vote", "k": [0, 1]}), "scene 2: the task's k=0 is out of range; use 1 to 20"),
    "a number twice": (
        scene(task={"kind": "vote", "k": [3, 3]}),
        "scene 2: the task's k=[3,3] has a number twice; keep one of them",
    ),
    "no choices": (scene(task={"kind": "choose"}), "scene 2: the task's choices has 0 entries; use 2 to 6"),
    "an empty choice": (
        scene(task={"kind": "choose", "choices": ["a", ""]}),
        """scene 2: the task's choice="" is empty; write at least a word""",
    ),
    "an answer that is not there": (
        scene(task={"kind": "choose", "choices": CHOICES, "answer": 2}),
        "scene 2: the task's answer=2 is out of range; use 0 to 1",
    ),
    "no reveal": (scene(reveal="Aha"), 'scene 2: the reveal is "Aha"; use for example {"step": 2, "text": "…"}'),
    "an unknown part of a reveal": (
        scene(reveal={"when": 2}),
        'scene 2: of the reveal, the entry "when" is unknown; use some of: step, text, recipe',
    ),
    "a file": (
        scene(recipe={"csv": "/etc/passwd"}),
        'scene 2: of the recipe, the entry "csv" is unknown; use some of…',
    ),
    "many runs": (
        scene(reveal={"recipe": {"n_runs": 9}}),
        'scene 2: of the recipe, the entry "n_runs" is unknown; use some of…',
    ),
    "no recipe at all": (scene(recipe=3), 'scene 2: the recipe is 3; use for example {"k": 3}'),
    "an unknown board": (scene(recipe={"data": "sky"}), "scene 2: data='sky' is unknown; …"),
    "an unknown start": (scene(recipe={"init": "sky"}), "scene 2: init='sky' is unknown; …"),
    "an unknown rule": (scene(recipe={"on_empty": "sky"}), "scene 2: on_empty='sky' is unknown; …"),
    "K above n": (
        scene(recipe={"n": 5, "k": 6}),
        "scene 2: k=6 clusters need at least that many points, and there are 5; use 1 <= k <= 5",
    ),
    "K of text": (scene(recipe={"k": "many"}), "scene 2: k='many' is not a whole number; use …"),
    "a huge seed": (
        scene(recipe={"seed": 2**53}),
        "scene 2: seed is too large for a scene; use one below 9,007,199,254,740,992",
    ),
    "places that are none": (scene(recipe={"coordinates": [[0, "a"]]}), "scene 2: coordinates…"),
    "a start elsewhere": (
        scene(recipe={"init": [[0, 0, 0]]}),
        "scene 2: init has 3 coordinates and the points have 2; give as many",
    ),
    "many points": (
        scene(recipe={"coordinates": [[0, 1]] * 5001}),
        "scene 2: 5,001 points are too many for a scene; use at most 5,000",
    ),
    "a large file": (
        file_of(*[SCENE | {"recipe": {"coordinates": [[0.123456789, 0.123456789]] * 5000}}] * 20),
        "the scenes take …; use at most 2,000,000, with fewer coordinates",
    ),
}


def told(file: str) -> str:
    with pytest.raises(kv.InputError) as problem:
        read(file)
    return str(problem.value)


def read(file: str) -> kv.Scenes:
    return kv.Scenes.from_json(in_page(file))


def test_python_and_page_read_and_write_the_same(ask: Ask) -> None:
    [answers] = ask([{"ask": "scenes", "files": [*GOOD.values()]}])
    for (name, file), answer in zip(GOOD.items(), answers, strict=True):
        ours = read(file)
        assert json.loads(ours.to_json()) == json.loads(answer["written"]), name
        assert kv.Scenes.from_json(ours.to_json()) == ours == kv.Scenes.from_json(answer["written"])
    # What has its default is not written.
    assert json.loads(answers[4]["written"])["scenes"] == [SCENE | {"recipe": {}}] * 2


def test_python_and_page_say_the_same_of_what_cannot_be_used(ask: Ask) -> None:
    [answers] = ask([{"ask": "scenes", "files": [file for file, _ in BAD.values()]}])
    for (name, (file, problem)), answer in zip(BAD.items(), answers, strict=True):
        for message in (told(file), answer.get("problem", "nothing")):
            # What a parser of JSON says, and how many bytes there are, is not the same on both sides.
            message = re.sub(r"(?<=JSON )\(.*\)", "(…)", re.sub(r"(?<=take )[\d,]+ bytes", "…", message))
            assert message.startswith(problem.removesuffix("…")), name
            assert problem.endswith("…") or message == problem, name


def test_python_and_page_name_the_same_tasks_and_parts(ask: Ask) -> None:
    [names] = ask([{"ask": "sceneNames"}])
    assert names == {"kinds": {kind: [*entries] for kind, entries in KINDS.items()}, "hidden": [*PARTS]}


def test_a_file_a_page_and_what_is_neither(tmp_path: Path) -> None:
    file = tmp_path / "lesson.json"
    file.write_text(GOOD["every entry"], encoding="utf-8-sig")
    page = tmp_path / "lesson.html"
    page.write_text(page_of(GOOD["every entry"]))
    assert kv.read_scenes(file) == kv.read_scenes(page) == read(GOOD["every entry"])
    file.write_bytes(b"\xff\xfe{")
    for path, problem in (
        (file, f"{file} is not text in UTF-8; save it as that"),
        (tmp_path / "none.json", "cannot be read (No such file or directory); name a file of scenes"),
    ):
        with pytest.raises(kv.InputError) as told_:
            kv.read_scenes(path)
        assert problem in str(told_.value)
    file.write_text(BAD["none"][0])
    with pytest.raises(kv.InputError) as told_:
        kv.read_scenes(file)
    assert str(told_.value) == f"{file}: there are 0 scenes; use 1 to 40"


def test_points_of_a_file_and_the_best_of_many_runs_go_into_a_scene(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a,b\n0,0\n1,2\n5,6\n")
    scene = kv.LessonScene(question="?", recipe=kv.Recipe(csv=str(file), k=2))
    assert scene.plain()["recipe"] == {"coordinates": [[0, 0], [1, 2], [5, 6]], "k": 2}
    many = kv.Recipe(data="peaked", blobs=5, k=5, seed=42, n_runs=20)
    scene = kv.LessonScene(question="?", recipe=many)
    assert scene.recipe.run()[-1].inertia == many.run()[-1].inertia
    assert "n_runs" not in scene.plain()["recipe"]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: kv.Scenes([{"question": "?"}]), "scene 1 is a dict; use kv.LessonScene(question=…, recipe=…)"),  # type: ignore[list-item]
        (lambda: kv.LessonScene(question="?", recipe={"k": 3}), 'recipe={"k":3} is not a Recipe; use for example kv.'),  # type: ignore[arg-type]
        (lambda: kv.Task(kind="look", k=(2, 3)), 'the task "look" has no k; leave it out'),
        (lambda: kv.Task(kind="place", answer=1), 'the task "place" has no answer; leave it out'),
    ],
)
def test_python_is_told_what_a_scene_cannot_be(make: Callable[[], object], problem: str) -> None:
    with pytest.raises(kv.InputError) as told_:
        make()
    assert problem in str(told_.value)
