"""The explorer's side of the talk with its page: every message is answered, and none breaks it."""

from __future__ import annotations

import asyncio
import io
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import WRITERS
from kmeans_viz.gallery import GALLERY
from kmeans_viz.notebook.explorer.widget import Explorer
from kmeans_viz.recipe import Recipe

SMALL = Recipe(data="peaked", n=60, blobs=3, k=3, seed=4)


class Page(Explorer):
    """An explorer whose page writes down what it is told."""

    def __init__(self, recipe: Recipe | None = SMALL) -> None:
        self.told: list[tuple[dict[str, Any], list[bytes]]] = []
        super().__init__(recipe)
        self.tickets = 0

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self.told.append((content, list(buffers or [])))

    def do(self, kind: str, buffers: Any = (), **content: Any) -> list[dict[str, Any]]:
        """Send a message as the page would, and return what comes back; it must be answered exactly once."""
        self.told.clear()
        self.tickets += 1
        self._hear(None, {"kind": kind, "ticket": self.tickets, "size": [300, 260], **content}, list(buffers))
        answers = [content for content, _ in self.told]
        assert [answer["ack"] for answer in answers if answer.get("ack")] == [self.tickets], answers
        return answers

    def stars(self, step: int, pane: int = 0) -> list[list[float]]:
        """Return where the stars are in the picture."""
        assert self._screen.reel is not None
        return [[x, y] for _, x, y in self._screen.reel.steps()[step]["stars"][pane]]


@pytest.fixture
def page() -> Page:
    page = Page()
    page.do("ready", step=0)
    return page


def only(answers: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (answer,) = [answer for answer in answers if answer["kind"] == kind]
    return answer


def notice(answers: list[dict[str, Any]]) -> str:
    return str(only(answers, "notice")["text"])


def test_a_page_that_opens_is_told_the_situation_and_the_whole_run(page: Page) -> None:
    answers = page.do("ready", step=2)
    state, begin = only(answers, "state"), only(answers, "begin")
    assert (state["values"]["k"], state["values"]["source"]) == (3, "peaked")
    assert (begin["step"], begin["width"], begin["height"]) == (2, 300, 260)
    assert len(begin["steps"]) == len(page.traces[0])
    keys = {frame["step"] for a in answers if a["kind"] == "frames" for frame in a["frames"] if frame["last"]} | {2}
    assert keys == set(range(len(begin["steps"])))
    assert answers[-1]["kind"] == "starts"


def test_every_control_of_the_table_can_be_used(page: Page) -> None:
    for group in page.schema:
        for control in group["controls"]:
            for value, _ in [*control.get("options", []), *control.get("more", [])]:
                if control["name"] not in ("format",):
                    page.do("set", values={control["name"]: value})
                    assert not [content for content, _ in page.told if content["kind"] == "notice"], (
                        control["name"],
                        value,
                    )
                    assert only([content for content, _ in page.told], "state")["values"][control["name"]] == value
            if control["kind"] == "switch" and control["name"] != "halves":
                assert only(page.do("set", values={control["name"]: True}), "state")["values"][control["name"]] is True
            if control["kind"] == "button" and not control["name"].startswith(("copy", "export", "advise")):
                page.do("set", values={"source": "gaussian", "compare": True})
                page.do("act", name=control["name"])
    assert set(dict(page.schema[3]["controls"][0]["options"])) == set(WRITERS) - {"/"}


def test_a_change_of_looks_stays_at_the_step_and_a_change_of_the_run_begins_anew(page: Page) -> None:
    assert only(page.do("set", values={"style": "dark"}, step=3), "begin")["step"] == 3
    assert only(page.do("set", values={"k": 4}, step=3), "begin")["step"] == 0


def test_what_is_on_the_screen_already_is_not_drawn_again(page: Page) -> None:
    assert [answer["kind"] for answer in page.do("set", values={"size": "480", "k": 3})] == ["state", "ack"]
    assert page.recipe.size == 480


def test_bad_values_become_a_sentence_and_the_controls_go_back(page: Page) -> None:
    answers = page.do("set", values={"k": 500})
    assert notice(answers) == "k=500 is out of range; use 1 to 20"
    assert only(answers, "state")["values"]["k"] == 3


def test_dragging_shows_whose_point_is_whose_and_letting_go_starts_from_there(page: Page) -> None:
    stars = page.stars(0)
    stars[1] = [150.0, 60.0]
    sketch = only(page.do("drag", pane=0, stars=stars), "sketch")
    places = page._screen.reel.to_data(0, np.array(stars))  # type: ignore[union-attr]
    labels = kv.assign(page.session.points, places)
    expected = ((page.session.points - places[labels]) ** 2).sum()
    assert sketch["inertia"] == pytest.approx(expected)
    assert Image.open(io.BytesIO(page.told[0][1][0])).size == (300, 260)
    begin = only(page.do("start", pane=0, stars=stars, dragged=True), "begin")
    assert begin["step"] == 1
    assert np.allclose(page.traces[0][0].centroids, places, atol=6e-4)
    assert page.session.now.method == "placed"


def test_lucky_and_unlucky_starts_are_the_best_and_the_worst_that_the_histogram_shows(page: Page) -> None:
    lucky = only(page.do("act", name="lucky"), "starts")
    unlucky = only(page.do("act", name="unlucky"), "starts")
    assert lucky["here"] == [lucky["histogram"]["low"]]
    assert unlucky["here"] == [unlucky["histogram"]["high"]]
    assert lucky["histogram"] == unlucky["histogram"]


def test_two_starts_are_told_apart(page: Page) -> None:
    answers = page.do("set", values={"compare": True, "other_seed": 9})
    assert [sentence.split(":")[0] for sentence in only(answers, "state")["story"]] == ["First", "Second"]
    assert len(only(answers, "begin")["panes"]) == 2
    assert len(only(answers, "starts")["here"]) == 2
    page.do("start", pane=1, stars=page.stars(0, pane=1)[::-1])
    assert not isinstance(page.session.now.other_init, str)
    assert isinstance(page.recipe.init, str)


def test_painting_is_seen_at_once_and_kept_when_the_brush_is_lifted(page: Page) -> None:
    sketch = only(page.do("paint", pane=0, places=[[100, 100]], radius=15, add=True, done=False), "sketch")
    assert sketch["n"] == 64
    assert len(page.session.points) == 60
    page.do("paint", pane=0, places=[[120, 100]], radius=15, add=True, done=True)
    assert (len(page.session.points), page.session.now.source) == (68, "painted")
    page.do("act", name="undo")
    assert (len(page.session.points), page.session.now.source) == (60, "peaked")


def test_the_eraser_stops_before_the_board_is_empty(page: Page) -> None:
    everywhere = [[x, y] for x in range(0, 300, 20) for y in range(0, 260, 20)]
    answers = page.do("paint", pane=0, places=everywhere, radius=40, add=False, done=True)
    assert "keep at least 3" in notice(answers)
    assert len(page.session.points) == 60
    page.do("paint", pane=0, places=[[10, 10]], radius=5, add=True, done=True)
    assert len(page.session.points) == 64


def test_a_guess_is_judged_only_where_there_is_something_to_guess(page: Page) -> None:
    means = page.stars(2)
    assert only(page.do("guess", step=1, pane=0, stars=means), "verdict")["text"].startswith("Spot on")
    assert "has no update after it" in notice(page.do("guess", step=0, pane=0, stars=means))
    assert "has no update after it" in notice(page.do("guess", step=10**6, pane=0, stars=means))


def test_points_with_more_coordinates_are_shown_but_not_touched(page: Page) -> None:
    state = only(page.do("set", values={"source": "iris"}), "state")
    assert state["has"]["hands"] is False
    assert "4 coordinates" in state["noHands"]
    for kind in ("drag", "start", "paint", "guess"):
        assert "only those with 2" in notice(page.do(kind, pane=0, stars=[[1, 1]], places=[], step=1, radius=5))


def test_a_file_arrives_in_pieces(page: Page) -> None:
    content = b"a,b\n" + b"".join(b"%d,%d\n" % (3 * i, i % 7) for i in range(500))
    assert page.do("upload", [content[:900]], name="t.csv", index=0, done=False)[0]["kind"] == "ack"
    state = only(page.do("upload", [content[900:]], name="t.csv", index=1, done=True), "state")
    assert (state["values"]["source"], state["values"]["n"], state["files"]) == ("t.csv", 500, ["t.csv"])
    assert state["values"]["columns"] == ["a", "b"]


def test_rows_that_were_left_out_are_told(page: Page) -> None:
    page._hear(
        None, {"kind": "upload", "name": "t.csv", "index": 0, "done": True, "ticket": 99}, [b"a,b\n1,2\n3,\n5,6\n"]
    )
    told = [content["text"] for content, _ in page.told if content["kind"] == "notice"]
    assert told == ["t.csv: 1 row left out (line 3: 'b' is empty)"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"one column of words\n"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("a.png", b"GIF89a"),
        ("a.gpx", b"<gpx><"),
        ("a.npz", b"PK\3\4"),
        ("<script>.exe", b"MZ"),
    ],
)
def test_absurd_files_become_a_sentence(page: Page, name: str, content: bytes) -> None:
    before = page.session.now
    assert notice(page.do("upload", [content], name=name, index=0, done=True))
    assert page.session.now is before
    page.do("set", values={"k": 4})


def test_more_than_fits_is_refused_while_it_arrives(page: Page) -> None:
    page.do("upload", [bytes(6_000_000)], name="big.csv", index=0, done=False)
    assert "10 MB" in notice(page.do("upload", [bytes(6_000_000)], name="big.csv", index=1, done=False))
    # What still comes of that file is refused too, and not taken for a file of its own.
    assert notice(page.do("upload", [b"1,2\n3,4\n"], name="big.csv", index=2, done=True))
    assert page.session.files == []


@pytest.mark.parametrize("ending", sorted(set(WRITERS) - {"/"}))
def test_what_is_downloaded_is_what_the_copied_code_makes(page: Page, ending: str, tmp_path: Path) -> None:
    page.do("set", values={"size": "480", "step_ms": 150, "style": "dark", "n": 50})
    page.do("export", format=ending)
    pieces = [buffers[0] for content, buffers in page.told if content["kind"] == "file"]
    (name,) = {content["name"] for content, _ in page.told if content["kind"] == "file"}
    assert name == f"k-means-peaked{ending}"
    page.do("set", values={"n": 50})
    code = only([content for content, _ in page.told], "state")["python"]
    exec(code.replace("'k-means.gif'", f"r'{tmp_path / name}'"), {})
    assert b"".join(pieces) == (tmp_path / name).read_bytes()


def test_an_export_that_cannot_be_made_says_so(page: Page) -> None:
    answers = page.do("export", format=".exe")
    assert "'.exe' is unknown" in notice(answers)


def test_an_export_can_be_stopped() -> None:
    page = Page()

    async def act() -> None:
        page._hear(None, {"kind": "export", "format": ".gif", "ticket": 1}, [])
        page._hear(None, {"kind": "cancel", "ticket": 2}, [])
        await asyncio.sleep(1)

    asyncio.run(act())
    assert [content["kind"] for content, _ in page.told if content["kind"] != "progress"] == ["ack", "ack"]


def test_an_export_beside_the_app_reports_its_progress_in_the_thread_of_the_kernel() -> None:
    page = Page()

    async def act() -> None:
        page._hear(None, {"kind": "export", "format": ".gif", "ticket": 1}, [])
        while not any(content["kind"] == "file" for content, _ in page.told):
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(act(), 60))
    shown = [content["percent"] for content, _ in page.told if content["kind"] == "progress"]
    assert shown == sorted(set(shown))
    assert shown[-1] == 100


def test_a_fault_of_ours_is_logged_and_the_explorer_goes_on(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(page.session, "change", lambda values: 1 / 0)
    with caplog.at_level(logging.ERROR, "kmeans_viz"):
        assert "ZeroDivisionError" in notice(page.do("set", values={"k": 4}))
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert only(page.do("set", values={"k": 4}), "begin")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**9) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["values", "name", "pane", "stars", "places", "radius", "step", "index", "done", "format", "size", "add"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(
        ["ready", "set", "act", "drag", "start", "settle", "paint", "guess", "upload", "cancel", "no"]
    ),
    content=st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=5),
)
def test_whatever_a_page_sends_is_answered_once_and_leaves_an_explorer_that_works(
    page: Page, kind: str, content: dict[str, Any]
) -> None:
    page.do(kind, **content)
    page.do("set", values={"source": "peaked", "n": 40, "k": 3, "compare": False})
    assert page.recipe.k == 3


def test_the_recipe_can_be_read_and_set_from_python(page: Page) -> None:
    page.do("set", values={"k": 5})
    assert page.recipe.k == 5
    page.told.clear()
    page.recipe = Recipe(data="moons", n=30, k=2)
    kinds = [content["kind"] for content, _ in page.told]
    assert kinds[:2] == ["state", "begin"]
    assert page.traces[0].k == 2
    with pytest.raises(kv.InputError, match="str cannot be explored; pass a Recipe"):
        page.recipe = "moons"  # type: ignore[assignment]
    with pytest.raises(kv.InputError, match="int cannot be explored"):
        Explorer(3)  # type: ignore[arg-type]


def test_four_methods_are_asked_about_k(page: Page) -> None:
    answers = page.do("advise")
    told = only(answers, "advice")
    found = kv.compare_k(page.session.points, 9)
    assert (told["k"], told["headline"], told["words"]) == (found.k, found.headline, found.words)
    assert [words.split(":")[0] for words in told["methods"]] == ["Elbow", "Gap statistic", "f(K)", "Silhouette"]
    (png,) = next(buffers for content, buffers in page.told if content["kind"] == "advice")
    assert Image.open(io.BytesIO(png)).size == (1120, 640)
    assert [answer["what"] for answer in answers if answer["kind"] == "progress"][-1] == "advice"


def test_where_there_is_nothing_to_choose_it_says_so(page: Page) -> None:
    page.do("upload", [b"x,y\n" + b"1,2\n" * 9], name="one.csv", index=0, done=True)
    assert "nothing to choose" in only(page.do("advise"), "failed")["text"]


def test_an_exhibit_of_the_gallery_is_one_choice_away(page: Page) -> None:
    state = only(page.do("set", values={"exhibit": "unlucky-start"}), "state")
    assert page.recipe.run().inertia == GALLERY["unlucky-start"].run().inertia
    assert (state["values"]["source"], state["values"]["k"]) == ("peaked", 5)
    assert "The exhibit 'no' is unknown" in notice(page.do("set", values={"exhibit": "no"}))


@pytest.mark.parametrize("ending", [".gif", ".html", ".png", ".svg"])
def test_a_file_that_was_exported_brings_its_run_back(page: Page, ending: str, tmp_path: Path) -> None:
    made = Recipe(data="moons", n=40, k=2, seed=9, init="k-means++", style="dark")
    content = kv.save(made, tmp_path / f"run{ending}", tween=0).read_bytes()
    answers = page.do("upload", [content], name=f"run{ending}", index=0, done=True)
    assert page.traces[0].inertia == made.run().inertia
    assert (page.recipe.data, page.recipe.style) == ("moons", "dark")
    assert notice(answers) == f"The explorer is where run{ending} was made"


def test_a_recipe_from_elsewhere_opens_no_files_of_this_machine(page: Page, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n3,4\n5,6\n")
    recipe = Recipe(csv=str(tmp_path / "secret.csv"), k=2).to_json().encode()
    answers = page.do("upload", [recipe], name="run.json", index=0, done=True)
    assert "run.json was made from secret.csv; open that file first" in notice(answers)
    page.do("upload", [b"a,b\n1,2\n8,9\n7,7\n"], name="secret.csv", index=0, done=True)
    page.do("upload", [recipe], name="run.json", index=0, done=True)
    assert page.session.points.tolist() == [[1, 2], [8, 9], [7, 7]]


def test_fewer_points_than_clusters_are_told(page: Page) -> None:
    assert notice(page.do("set", values={"n": 2})) == "There are 2 points, so K is 2 now"


def test_a_picture_says_what_became_of_it(page: Page) -> None:
    sky = np.zeros((40, 60), dtype=np.uint8)
    sky[5:9, 5:9] = sky[20:25, 30:35] = sky[30:35, 50:55] = sky[10:14, 44:48] = 255
    file = io.BytesIO()
    Image.fromarray(sky).save(file, "PNG")
    answers = page.do("upload", [file.getvalue()], name="sky.png", index=0, done=True)
    assert notice(answers).startswith("4 bright spots are the points; choose red, green or blue")
    assert only(answers, "state")["choices"] == ["x", "y", "red", "green", "blue"]
