"""One class: its scenes, which of them is shown, and everybody's guesses. There is no socket in here.

`Classroom` takes what teacher and students send, as values of JSON, and gives what each side is shown. `classes.py`
brings that to their pages, and describes the messages.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from kmeans_viz.inputs import InputError
from kmeans_viz.languages import ENGLISH
from kmeans_viz.scenes.files import Scenes
from kmeans_viz.serve.guesses import checked
from kmeans_viz.serve.student_view import now

Guesses: TypeAlias = dict[str, dict[str, dict[str, Any]]]
"""The guess of each student, by the id of the scene and that of the student."""
Phase: TypeAlias = Literal["ask", "closed", "revealed"]
PHASES: tuple[Phase, ...] = ("ask", "closed", "revealed")

_MOST_STUDENTS = 2000  # who sent a guess for one scene
_MOST_STEP = 1_000_000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Classroom:
    """The state of a class.

    Parameters
    ----------
    scenes : mapping
        The scenes as a file of them holds them, where each may have an id, ``sid``; those without one get one.

    Examples
    --------
    >>> scene = {"sid": "a", "question": "How many?", "recipe": {}, "task": {"kind": "vote", "k": [2, 3]}}
    >>> room = Classroom({"scenes": [scene]})
    >>> room.shown_to("me")
    '{"waiting": true}'
    >>> room.show({"at": 0})
    >>> room.guess("me", {"scene": "a", "value": {"k": 2}})
    ('a', {'k': 2})
    >>> json.loads(room.shown_to("me"))["mine"], room.guesses
    ({'k': 2}, {'a': {'me': {'k': 2}}})
    """

    def __init__(self, scenes: Mapping[str, Any]) -> None:
        self.run = secrets.token_hex(8)
        """Which classroom this is: a server that starts anew makes another one."""
        self.scenes: dict[str, Any] = {
            **scenes,
            "scenes": [{"sid": secrets.token_hex(4), **scene} for scene in scenes["scenes"]],
        }
        self.at: int | None = None
        """Which scene is shown; None before the first."""
        self.phase: Phase = "ask"
        self.step: int | None = None
        """The step to which the teacher has gone."""
        self.is_shown = False
        """Whether the teacher shows what was guessed; students see of it only once no more guesses are taken."""
        self.guesses: Guesses = {}
        self.version = 0
        """Rises whenever something else is shown."""
        self.has_begun = False
        """Whether a teacher has been here."""
        self.is_over = False
        # The last guesses that came before the teacher brought the class back.
        self._early: dict[str, Mapping[str, Any]] = {}
        self._text = '{"waiting": true}'

    def shown_to(self, student: str) -> str:
        """Return what a student's page is to show now, as a message."""
        scene = self._scene()
        if scene is None or self.is_over:
            return self._text
        mine = self.guesses.get(scene["sid"], {}).get(student)
        return f'{{"now": {self._text}, "mine": {json.dumps(mine)}}}'

    def guess(self, student: str, said: Any) -> tuple[str, dict[str, Any]] | None:
        """Count a student's guess; the last one for a scene counts.

        Parameters
        ----------
        student : str
            The id of the student's page.
        said : Any
            ``{"scene": SID, "value": …}``.

        Returns
        -------
        tuple or None
            The scene's id and the guess as it is kept; None if the class has not been brought back yet, and the guess
            waits for that.

        Raises
        ------
        InputError
            If it cannot be counted.
        """
        if not isinstance(said, dict) or not isinstance(said.get("scene"), str):
            raise InputError('a guess names its scene; send {"guess": {"scene": …, "value": …}}')
        if self.is_over:
            raise InputError("the class is over; close the page")
        if not self.has_begun:
            if len(self._early) < _MOST_STUDENTS and len(json.dumps(said)) < 4096:
                self._early[student] = said
            return None
        scene = self._scene()
        if scene is None or scene["sid"] != said["scene"]:
            raise InputError("that scene is not shown now; guess at the one on the board")
        if self.phase != "ask":
            raise InputError("no more guesses are taken for this scene; wait for the next one")
        return self._count(scene, student, said.get("value"))

    def hand_over(self, brought: Any) -> int:
        """Take what a teacher's page has of this class, as `document` gave it to the page.

        A classroom in which no teacher has been yet takes all of it, and then the guesses that came early. One that has
        begun stays as it is, and takes only guesses that another server counted and this one lacks.

        Returns
        -------
        int
            How many guesses could not be used.

        Raises
        ------
        InputError
            If `brought` is neither None nor a class; nothing is taken then.
        """
        unusable = 0
        if brought is not None:
            if not isinstance(brought, dict) or not _are_guesses(brought.get("guesses")):
                raise InputError("class is none; send the class as the server last described it")
            if brought.get("run") != self.run:
                if not self.has_begun:
                    self._take(brought)
                unusable = self._add(brought["guesses"])
                self._change()
        if self.has_begun:
            return unusable
        self.has_begun = True
        for student, said in self._early.items():
            scene = self._by_id().get(said["scene"])
            try:
                if scene is not None:
                    self._count(scene, student, said.get("value"))
            except InputError:
                unusable += 1
        self._early = {}
        self._change()
        return unusable

    def document(self) -> dict[str, Any]:
        """Return all there is of the class, as the teacher's page keeps it."""
        return {
            "run": self.run,
            "scenes": self.scenes,
            "at": self.at,
            "phase": self.phase,
            "step": self.step,
            "shown": self.is_shown,
            "guesses": self.guesses,
        }

    def show(self, said: Any) -> None:
        """Show ``{"at": i, "phase": …, "step": …, "shown": …}``; with ``at`` alone, the scene's question.

        Raises
        ------
        InputError
            If there is no such scene, phase or step.
        """
        self.at, self.phase, self.step, self.is_shown = _place(said, len(self.scenes["scenes"]))
        self.has_begun = True
        self._change()

    def replace(self, scenes: Any) -> None:
        """Take other scenes. Guesses stay with those that are still there, and so does what is shown.

        Raises
        ------
        InputError
            If these are no scenes.
        """
        scene = self._scene()
        self.scenes = _scenes(scenes)
        ids = [each["sid"] for each in self.scenes["scenes"]]
        self.at = ids.index(scene["sid"]) if scene is not None and scene["sid"] in ids else None
        kept, self.guesses = self.guesses, {}
        self._add(kept)
        self._change()

    def forget(self, sid: Any) -> None:
        """Forget the guesses for a scene.

        Raises
        ------
        InputError
            If there is no such scene.
        """
        if not isinstance(sid, str) or sid not in self._by_id():
            raise InputError("forget names no scene of this class; use the sid of one")
        self.guesses.pop(sid, None)
        self._change()

    def end(self) -> None:
        """End the class: nothing of it is kept."""
        self.is_over = True
        self.scenes, self.at, self.guesses, self._early = {"scenes": []}, None, {}, {}
        self._change()

    def _scene(self) -> dict[str, Any] | None:
        return None if self.at is None else self.scenes["scenes"][self.at]

    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {scene["sid"]: scene for scene in self.scenes["scenes"]}

    def _count(self, scene: Mapping[str, Any], student: str, value: Any) -> tuple[str, dict[str, Any]]:
        sid, kept = scene["sid"], checked(value, scene)
        of_scene = self.guesses.setdefault(sid, {})
        if student not in of_scene and len(of_scene) >= _MOST_STUDENTS:
            raise InputError(f"{_MOST_STUDENTS:,} students have guessed, and more cannot be counted; watch the board")
        of_scene[student] = kept
        return sid, kept

    def _take(self, brought: Mapping[str, Any]) -> None:
        """Take scenes and what is shown of them from a class that was handed over."""
        scenes = _scenes(brought.get("scenes"))
        if brought.get("at") is not None:
            self.at, self.phase, self.step, self.is_shown = _place(brought, len(scenes["scenes"]))
        self.scenes = scenes

    def _add(self, guesses: Guesses) -> int:
        """Add the guesses that are not here yet, and return how many cannot be used."""
        by_id, unusable = self._by_id(), 0
        for sid, student, value in _each(guesses):
            try:
                if sid not in by_id or not _NAME.fullmatch(student):
                    unusable += 1
                elif student not in self.guesses.get(sid, {}):
                    self._count(by_id[sid], student, value)
            except InputError:
                unusable += 1
        return unusable

    def _change(self) -> None:
        """Say once for all students what is shown."""
        self.version += 1
        scene = self._scene()
        if self.is_over:
            self._text = '{"over": true}'
        elif scene is None:
            self._text = '{"waiting": true}'
        else:
            seen = self.is_shown and self.phase != "ask"
            guesses = self.guesses.get(scene["sid"], {}).values() if seen else None
            lang = self.scenes.get("lang", ENGLISH)
            self._text = json.dumps(now(scene, guesses, lang=lang, phase=self.phase, step=self.step))


def _each(guesses: Guesses) -> Iterator[tuple[str, str, Any]]:
    for sid, of_scene in guesses.items():
        for student, value in of_scene.items():
            yield sid, student, value


def _are_guesses(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(of_scene, dict) for of_scene in value.values())


def _place(said: Any, number: int) -> tuple[int, Phase, int | None, bool]:
    """Return which of a number of scenes is to be shown, in which phase, at which step, and whether guesses are."""
    if not isinstance(said, dict) or type(at := said.get("at")) is not int or not 0 <= at < number:
        raise InputError(f"show names no scene; use at = 0 to {number - 1}")
    phase, step, is_shown = said.get("phase", "ask"), said.get("step"), said.get("shown", False)
    if phase not in PHASES:
        raise InputError(f"phase is none; use one of: {', '.join(PHASES)}")
    if step is not None and (type(step) is not int or not 0 <= step <= _MOST_STEP):
        raise InputError(f"step is none; use null or 0 to {_MOST_STEP:,}")
    if type(is_shown) is not bool:
        raise InputError("shown is neither; use true or false")
    return at, phase, step, is_shown


def _scenes(value: Any) -> dict[str, Any]:
    """Return scenes that a teacher's page sent, checked and as a file holds them, each with its id."""
    if not isinstance(value, dict) or not isinstance(listed := value.get("scenes"), list):
        raise InputError('scenes holds no list of scenes; send {"scenes": {"scenes": […]}}')
    ids = [scene.get("sid") if isinstance(scene, dict) else None for scene in listed]
    if not all(isinstance(sid, str) and _NAME.fullmatch(sid) for sid in ids) or len({*ids}) < len(ids):
        raise InputError("each scene has an id of its own; send sid, up to 64 of A-Z, a-z, 0-9, - and _")
    bare = [{name: entry for name, entry in scene.items() if name != "sid"} for scene in listed]
    read = Scenes.from_json(json.dumps({"kmeans_viz": "scenes", "version": 1, **value, "scenes": bare}))
    checked = json.loads(read.to_json())
    return {**checked, "scenes": [{"sid": sid, **scene} for sid, scene in zip(ids, checked["scenes"], strict=True)]}
