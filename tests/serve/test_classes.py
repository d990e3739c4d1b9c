"""A class over websockets: what its pages send and are sent, and that one bad page troubles no other."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import uvicorn
from starlette.websockets import WebSocket

from kmeans_viz.serve.classes import class_application
from kmeans_viz.serve.classroom import Classroom
from kmeans_viz.serve.connections import config_of
from kmeans_viz.serve.guard import Guard
from kmeans_viz.serve.keys import code_of
from kmeans_viz.serve.limits import ClassLimits
from kmeans_viz.serve.listening import listen
from kmeans_viz.serve.live import Room, Seat
from kmeans_viz.serve.rooms import Classes
from kmeans_viz.serve.websockets import websockets_of
from tests.serve.conftest import PATIENCE_S, until
from tests.serve.live import SCENES, VALUES, Client, Closed

KEY = "a-key-for-the-tests-0"
STUDENT = "<!DOCTYPE html><title>Student</title><script>let a</script>"
TEACHER = "<!DOCTYPE html><title>Teacher</title><script>let b</script>"

UNKNOWN_KEY = "this key opens no class here; use the teacher's address that was printed last"


@dataclass
class Lesson:
    """A running server of a class."""

    port: int
    code: str
    classes: Classes
    clients: list[Client] = field(default_factory=list)

    def client(self, path: str, **headers: str) -> Client:
        """Open a websocket and say nothing."""
        self.clients.append(Client(self.port, path, **headers))
        return self.clients[-1]

    def student(self, name: str, code: str | None = None) -> Client:
        """Join as a student."""
        client = self.client(f"/live/{code or self.code}")
        client.send({"join": name.ljust(16, "_")})
        return client

    def teacher(self, brought: Any = None, key: str = KEY) -> Client:
        """Open the class as its teacher."""
        client = self.client("/live")
        client.send({"key": key, "class": brought})
        return client


@pytest.fixture
def open_class() -> Iterator[Callable[..., Lesson]]:
    """Return a function that starts a server of a class."""
    started: list[tuple[uvicorn.Server, threading.Thread, Lesson]] = []

    def start(**limits: Any) -> Lesson:
        chosen = ClassLimits(**limits)
        listener = listen("127.0.0.1", 0)
        port = listener.getsockname()[1]
        classes = Classes(SCENES, KEY, lambda code: {"code": code}, chosen)
        app = Guard(class_application(classes, STUDENT, TEACHER), "127.0.0.1", port)
        server = uvicorn.Server(config_of(app, chosen, websockets_of(chosen), chosen.ping_s))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        lesson = Lesson(port, classes.code, classes)
        started.append((server, thread, lesson))
        until(lambda: server.started)
        return lesson

    yield start
    for server, thread, lesson in started:
        for client in lesson.clients:
            client.drop()
        server.should_exit = True
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


@pytest.fixture
def lesson(open_class: Callable[..., Lesson]) -> Lesson:
    """Start a server with the limits that it has by default."""
    return open_class()


def test_a_class_from_the_first_student_to_the_end(lesson: Lesson) -> None:
    early = lesson.student("early")
    assert early.hear() == {"waiting": True}
    teacher = lesson.teacher()
    first = teacher.hear()
    assert first["join"] == {"code": lesson.code}
    assert first["class"]["scenes"] == SCENES
    assert teacher.hear() == {"students": 1, "guesses": {}}
    late = lesson.student("late")
    assert late.hear() == {"waiting": True}
    assert teacher.hear() == {"students": 2, "guesses": {}}
    for i, (sid, value) in enumerate(VALUES.items()):
        teacher.send({"show": {"at": i}})
        for student in (early, late):
            assert student.until("now")["sid"] == sid
            student.send({"guess": {"scene": sid, "value": value}})
            assert student.hear() == {"counted": sid}
        seen: dict[str, Any] = {}
        while len(seen) < 2:
            seen |= teacher.hear()["guesses"][sid]
        assert seen == {"early".ljust(16, "_"): value, "late".ljust(16, "_"): value}
    teacher.send({"show": {"at": 2, "phase": "revealed", "step": 3}})
    assert early.until("now")["reveal"]["answer"] == 1
    teacher.send({"end": True})
    for page in (early, late, teacher):
        assert page.until("over") is True
        assert page.end() == (1000, "the class is over")
    assert lesson.student("later").hear() == {"over": True}


def opened(lesson: Lesson, at: int = 0) -> Client:
    """Open the class at a scene, and hear all that the teacher's page is told of it."""
    teacher = lesson.teacher()
    teacher.send({"show": {"at": at}})
    assert "class" in teacher.hear()
    return teacher


def counts(teacher: Client, student: Client, name: str, k: int) -> None:
    """See that the lesson goes on: a guess is counted, and reaches the teacher."""
    student.send({"guess": {"scene": "vote", "value": {"k": k}}})
    assert student.until("counted") == "vote"
    while teacher.until("guesses").get("vote", {}).get(name.ljust(16, "_")) != {"k": k}:
        pass


DEEP = "[" * 30_000
BAD_MESSAGES = {
    "what is not JSON": ("guess", "this message is not JSON, or nested too deeply"),
    "JSON without an end": ('{"guess"', "this message is not JSON"),
    "deep JSON": (DEEP, "this message is not JSON, or nested too deeply"),
    "NaN": ('{"guess": {"scene": "vote", "value": {"k": NaN}}}', "this message is not JSON"),
    "a long number": ('{"guess": ' + "9" * 5000 + "}", "this message is not JSON"),
    "a list": ("[1]", "this message is of the type list"),
    "bytes": (b"\x00\xff", "a message here is text, and this one is bytes"),
    "nothing": ("{}", "a student's page can only guess"),
    "what a teacher sends": ({"show": {"at": 1}}, "a student's page can only guess"),
    "an end": ({"end": True}, "a student's page can only guess"),
    "another scene": ({"guess": {"scene": "place", "value": {"k": 3}}}, "that scene is not shown now"),
    "another kind": ({"guess": {"scene": "vote", "value": {"cluster": 0, "at": [0, 0]}}}, "k=NoneType"),
    "a huge number": ({"guess": {"scene": "vote", "value": {"k": 1e308}}}, "k=float cannot be chosen"),
    "a long list": ({"guess": {"scene": "vote", "value": {"k": [3] * 9000}}}, "k=list cannot be chosen"),
}


def test_a_bad_message_is_told_to_its_page_and_the_lesson_goes_on(lesson: Lesson) -> None:
    teacher, good, bad = opened(lesson), lesson.student("good"), lesson.student("bad")
    for i, (name, (message, told)) in enumerate(BAD_MESSAGES.items()):
        bad.send(message)
        assert told in bad.until("error"), name
        counts(teacher, good, "good", 2 + i % 3)
    counts(teacher, bad, "bad", 4)


NO_JOIN = 'the first message is {"join": …}, with 16 to 64 letters or digits'


@pytest.mark.parametrize(
    ("path", "first", "code", "reason"),
    [
        ("/live/{code}", "hello", 1008, "this message is not JSON, or nested too deeply; send one object"),
        ("/live/{code}", b"hello", 1008, "a message here is text, and this one is bytes; send JSON as text"),
        ("/live/{code}", {"join": "short"}, 1008, NO_JOIN),
        ("/live/{code}", {"join": ["a"] * 20}, 1008, NO_JOIN),
        ("/live/{code}", {"key": KEY}, 1008, NO_JOIN),
        ("/live/abc", {"join": "a" * 16}, 1008, "a class has a code of six letters; look at the board again"),
        ("/live", {"join": "a" * 16}, 4003, "this key opens no class; use the teacher's address as it was printed"),
        ("/live", {"key": 5}, 4003, "this key opens no class; use the teacher's address as it was printed"),
        (
            "/live",
            {"key": "x" * 22},
            4003,
            UNKNOWN_KEY,
        ),
        ("/live", {"key": KEY, "class": 1}, 1008, "class is none; send the class as the server last described it"),
    ],
)
def test_who_does_not_say_who_they_are_is_told_and_stays_out(
    lesson: Lesson, path: str, first: Any, code: int, reason: str
) -> None:
    client = lesson.client(path.format(code=lesson.code))
    client.send(first)
    assert client.end() == (code, reason)


def test_who_says_nothing_is_closed_after_a_while(open_class: Callable[..., Lesson]) -> None:
    lesson = open_class(first_s=0.1)
    for path in ("/live", f"/live/{lesson.code}"):
        assert lesson.client(path).end() == (4008, "no first message came")


def test_a_long_message_is_refused_with_its_reason_and_a_teacher_s_may_be_longer(lesson: Lesson) -> None:
    teacher, good, bad = opened(lesson), lesson.student("good"), lesson.student("bad")
    bad.send("x" * 1_000_000)
    assert bad.end() == (1009, "this message is too long; a message has at most 64,000 bytes")
    counts(teacher, good, "good", 3)
    teacher.send({"x": "y" * 1_000_000})
    assert "a teacher's page can" in teacher.until("error")
    teacher.send("x" * 7_000_000)
    assert teacher.end()[0] == 1009


def test_a_student_who_joins_twice_has_one_guess_and_the_newer_connection(lesson: Lesson) -> None:
    teacher, first = opened(lesson), lesson.student("student")
    counts(teacher, first, "student", 2)
    second = lesson.student("student")
    assert second.until("mine") == {"k": 2}
    assert first.end() == (4001, "this student's page was opened again, and goes on there")
    counts(teacher, second, "student", 3)
    again = lesson.teacher()
    assert again.until("class")["guesses"] == {"vote": {"student".ljust(16, "_"): {"k": 3}}}
    assert again.hear() == {"students": 1, "guesses": {}}


def test_students_who_go_without_a_word_leave_their_guess_and_come_back_to_it(lesson: Lesson) -> None:
    teacher, gone = opened(lesson), lesson.student("gone")
    counts(teacher, gone, "gone", 4)
    gone.drop()
    assert teacher.until("students") == 0
    assert lesson.student("gone").until("mine") == {"k": 4}


@pytest.mark.parametrize("sent", [b"", b"\x81\xfe"], ids=["nothing", "half a message"])
def test_a_page_that_does_not_answer_a_ping_is_let_go(open_class: Callable[..., Lesson], sent: bytes) -> None:
    lesson = open_class(ping_s=0.2)
    teacher, asleep = opened(lesson), lesson.student("asleep")
    teacher.socket.settimeout(PATIENCE_S)
    assert asleep.until("now")["sid"] == "vote"  # and from now on it takes nothing any more
    asleep.socket.sendall(sent)
    numbers = []
    while numbers[-2:] != [1, 0]:
        numbers.append(teacher.until("students"))


def test_the_server_may_end_with_its_own_class_but_not_while_one_that_was_brought_goes_on(
    open_class: Callable[..., Lesson],
) -> None:
    lesson, ended = open_class(), []
    lesson.classes.on_over = lambda: ended.append(True)
    document = teacher_document(lesson)
    for key, others, expected in (("x" * 22, [], []), (KEY, ["y" * 22], []), ("y" * 22, [], [])):
        for other in others:
            lesson.teacher(document, other).until("join")  # goes on
        teacher = lesson.teacher(document, key)
        teacher.send({"end": True})
        assert teacher.until("over") is True
        assert teacher.end() == (1000, "the class is over")
        assert ended == expected


def test_the_server_ends_with_its_own_class(open_class: Callable[..., Lesson]) -> None:
    lesson, ended = open_class(), []
    lesson.classes.on_over = lambda: ended.append(True)
    teacher = lesson.teacher()
    teacher.send({"end": True})
    assert teacher.end() == (1000, "the class is over")
    assert ended == [True]


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127"], ids=["nothing", "half a request"])
def test_a_connection_that_stays_half_open_is_closed_and_holds_up_nobody(
    open_class: Callable[..., Lesson], sent: bytes
) -> None:
    lesson = open_class(header_s=1.0)
    teacher, good = opened(lesson), lesson.student("good")
    with socket.create_connection(("127.0.0.1", lesson.port), PATIENCE_S) as half:
        half.sendall(sent)
        counts(teacher, good, "good", 3)
        while half.recv(4096):
            pass
    counts(teacher, good, "good", 2)


def test_a_flood_is_read_slowly_and_the_others_are_not(open_class: Callable[..., Lesson]) -> None:
    lesson = open_class(messages_per_s=5.0)
    teacher, good, bad = opened(lesson), lesson.student("good"), lesson.student("bad")
    for i in range(300):
        bad.send({"guess": {"scene": "vote", "value": {"k": 2 + i % 3}}})
    counts(teacher, good, "good", 3)
    # By then, few of those 300 have been read.
    teacher.send({"show": {"at": 0, "phase": "closed"}})
    while bad.until("now")["phase"] != "closed":
        pass
    assert "no more guesses are taken" in bad.until("error")


def test_a_page_that_takes_nothing_gets_the_newest_state_and_holds_up_nobody(lesson: Lesson) -> None:
    teacher, good, slow = opened(lesson), lesson.student("good"), lesson.student("slow")
    points = [[i / 3000, -i / 3000] for i in range(2500)]
    big = {**SCENES["scenes"][0], "sid": "big", "recipe": {"coordinates": points}}
    teacher.send({"scenes": {**SCENES, "scenes": [SCENES["scenes"][0], big]}})
    for step in range(30):
        teacher.send({"show": {"at": 1, "step": step}})
    while good.until("now")["step"] != 29:
        pass
    steps = [0]
    while steps[-1] != 29:
        steps.append(slow.until("now")["step"] or 0)
    assert steps == sorted(steps)
    teacher.send({"show": {"at": 0}})
    counts(teacher, good, "good", 2)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"students": 2}, "2 pages are connected, and more are not let in; try again later"),
        ({"of_an_address": 2}, "2 pages at this address are connected already; close some of them"),
    ],
)
def test_one_page_too_many_is_told(open_class: Callable[..., Lesson], limits: dict[str, int], reason: str) -> None:
    lesson = open_class(**limits)
    first, second = lesson.student("first"), lesson.student("second")
    for client in (first, second):
        assert client.hear() == {"waiting": True}
    assert lesson.student("third").end() == (1013, reason)
    first.drop()
    until(lambda: "waiting" in heard_of(lesson.student("third")))


def heard_of(client: Client) -> dict[str, Any]:
    try:
        return client.hear()
    except Closed:
        return {}


def test_strangers_who_say_no_key_do_not_keep_the_teacher_out(open_class: Callable[..., Lesson]) -> None:
    lesson = open_class(unproven=2)
    strangers = [lesson.client("/live") for _ in range(3)]
    assert strangers[0].end() == (4008, "no first message came")
    assert "class" in lesson.teacher().hear()


def test_a_stranger_who_brings_a_class_of_their_own_teaches_nobody_here(open_class: Callable[..., Lesson]) -> None:
    lesson = open_class(classes=2)
    teacher, student = opened(lesson), lesson.student("student")
    brought = teacher_document(lesson)
    foreign = "x" * 22
    stranger = lesson.teacher({**brought, "at": 1}, foreign)
    assert stranger.until("join") == {"code": code_of(foreign)}
    stranger.send({"end": True})
    assert stranger.end() == (1000, "the class is over")
    counts(teacher, student, "student", 3)
    another = [lesson.teacher(brought, letter * 22) for letter in "yz"]
    assert "class" in another[0].hear()
    assert another[1].end() == (
        4003,
        "there are as many classes here as there may be; end one, or start the server again",
    )


def test_a_class_that_was_brought_stays_while_its_teacher_is_away_and_goes_once_it_is_over(
    open_class: Callable[..., Lesson],
) -> None:
    lesson = open_class(classes=2)
    brought, key = teacher_document(lesson), "x" * 22
    first = lesson.teacher(brought, key)
    first.until("join")
    first.drop()
    time.sleep(0.2)  # by then the server knows that nobody is there
    again = lesson.teacher(None, key)
    assert again.until("join") == {"code": code_of(key)}
    again.send({"end": True})
    assert again.end() == (1000, "the class is over")
    until(lambda: lesson.teacher(None, key).end() == (4003, UNKNOWN_KEY))


def test_a_class_that_was_brought_and_left_makes_room_for_another(open_class: Callable[..., Lesson]) -> None:
    lesson = open_class(classes=2)
    brought = teacher_document(lesson)
    first = lesson.teacher(brought, "x" * 22)
    first.until("join")
    first.drop()
    until(lambda: "class" in heard_of(lesson.teacher(brought, "y" * 22)))
    assert lesson.teacher(None, "x" * 22).end() == (4003, UNKNOWN_KEY)


def teacher_document(lesson: Lesson) -> dict[str, Any]:
    """Return the class as a teacher's page has it."""
    client = lesson.teacher()
    found: dict[str, Any] = client.until("class")
    client.drop()
    return found


def test_two_pages_of_a_teacher_have_the_same_class(lesson: Lesson) -> None:
    laptop = opened(lesson)
    tablet = lesson.teacher()
    assert tablet.until("class")["at"] == 0
    tablet.send({"show": {"at": 1}})
    while laptop.until("class")["at"] != 1:
        pass
    tablet.send({"forget": "vote"})
    tablet.send({"scenes": {**SCENES, "scenes": SCENES["scenes"][1:2]}})
    while len(laptop.until("class")["scenes"]["scenes"]) > 1:
        pass


@pytest.mark.parametrize("path", ["/live", "/live/abcdef"])
def test_a_page_from_elsewhere_opens_no_websocket(lesson: Lesson, path: str) -> None:
    client = lesson.client(path, origin="http://evil.example")
    assert client.end()[0] == 403
    assert lesson.client(path, host="evil.example").end()[0] == 421
    own = lesson.client("/live", origin=f"http://127.0.0.1:{lesson.port}")
    own.send({"key": KEY, "class": None})
    assert "class" in own.hear()


def test_the_pages_are_served_without_cookies_or_keys_and_nothing_else_is(lesson: Lesson) -> None:
    def get(path: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", lesson.port, timeout=PATIENCE_S)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    status, headers, _ = get("/")
    assert (status, headers["location"]) == (307, lesson.code)
    for path, page in ((f"/{lesson.code}", STUDENT), ("/mistyped", STUDENT), ("/teach", TEACHER)):
        status, headers, text = get(path)
        assert (status, text) == (200, page)
        assert "set-cookie" not in headers
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert KEY not in text
    for path in ("/favicon.ico", f"/{lesson.code}/", "/teach/class", "/..%2fetc", "/abc123"):
        assert get(path)[0] == 404, path


def test_nothing_is_queued_for_a_page_that_takes_nothing() -> None:
    async def sent_in_all() -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        gate = asyncio.Event()

        class Slow:
            async def send_text(self, text: str) -> None:
                sent.append(json.loads(text))
                await gate.wait()

        room = Room("abcdef", Classroom(SCENES))
        seat = Seat(cast("WebSocket", Slow()), room, "student")
        room.seats["student"] = seat
        sender = asyncio.create_task(seat.send())
        for step in range(50):
            room.classroom.show({"at": 0, "step": step})
            room.tell()
            await asyncio.sleep(0)
        gate.set()
        while sent[-1]["now"]["step"] != 49:
            await asyncio.sleep(0)
        sender.cancel()
        return sent

    assert len(asyncio.run(sent_in_all())) == 2
