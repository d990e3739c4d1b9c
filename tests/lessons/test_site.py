"""The lessons as pages, which are complete, have their animations, and load nothing from elsewhere."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from PIL import Image
from playwright.sync_api import Browser
from questions import TEXT, answer, answers_of, plain

import kmeans_viz as kv
from kmeans_viz.lessons import site_map
from kmeans_viz.lessons.converting import question_of, run, title_of
from kmeans_viz.lessons.course import QUIZ, numbers
from kmeans_viz.lessons.own import make_pages
from kmeans_viz.lessons.site import lessons, make_site, write_page
from kmeans_viz.web.join import board_script

LESSONS = lessons()
# Addresses that only name a file format inside a picture; no browser loads them.
Framed = Callable[[str], list[str]]
NOT_LOADED = {"http://www.w3.org/2000/svg"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    made = make_site(folder)
    assert [page.relative_to(folder).as_posix() for page in made] == [
        *(f"es/{lesson.stem}.html" for lesson in LESSONS[:3]),
        "es/index.html",
        *(f"{lesson.stem}{kind}.html" for lesson in LESSONS for kind in ("", "-worksheet", "-handout")),
        "explore.html",
        "teachers.html",
        "index.html",
    ]
    return folder


def test_boards_for_pages_of_ones_own_are_beside_the_lessons_and_all_is_small(site: Path) -> None:
    assert (site / "kmeans-board.js").read_text(encoding="utf-8") == board_script()
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < 12_000_000


def test_the_run_on_a_translated_page_speaks_its_language(site: Path, framed: Framed) -> None:
    [board] = framed((site / "es" / f"{LESSONS[2].stem}.html").read_text(encoding="utf-8"))
    assert '<html lang="es">' in board


def page_of(site: Path, lesson: Path) -> str:
    return (site / f"{lesson.stem}.html").read_text(encoding="utf-8")


def test_there_are_lessons_and_their_numbers_count_up() -> None:
    assert [int(lesson.stem.partition("-")[0]) for lesson in LESSONS] == list(range(len(LESSONS)))


def test_the_plan_for_teachers_names_every_lesson_and_nothing_that_is_not_there() -> None:
    folder = LESSONS[0].parent
    linked = set(re.findall(r"\]\(([^)]+)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert {lesson.name for lesson in LESSONS} <= linked
    # The explorer is there on the site.
    files = {target for target in linked if not target.startswith("explore.html#")}
    assert [target for target in sorted(files) if not (folder / target).is_file()] == []


def test_no_page_asks_anybody_for_anything(site: Path, framed: Framed) -> None:
    for page in filter(Path.is_file, site.rglob("*")):
        text = html.unescape(page.read_text(encoding="utf-8"))
        text = "".join([text, *framed(page.read_text(encoding="utf-8"))])
        # A link loads nothing until the reader follows it.
        text = re.sub(r'<a [^>]*href="https://[^"]*"', "<a", text)
        assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= NOT_LOADED, page.name
        assert not re.search(r"<(script|img|iframe|link)[^>]*(src|href)=[\"'](?!data:)", text), page.name


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_has_its_animations_and_shows_no_bare_names_of_objects(
    site: Path, lesson: Path, framed: Framed
) -> None:
    text = page_of(site, lesson)
    wanted = sum(
        "kv.Player(" in cell.source for cell in nbformat.read(lesson, as_version=4).cells if cell.cell_type == "code"
    )
    assert text.count("<iframe ") == wanted
    assert wanted >= 1 or "data-questions" in text
    assert sum("<kmeans-board" in page for page in framed(text)) == wanted
    for unwanted in ("Traceback", "Warning", "Player(", "&lt;Axes", "&lt;Figure", "matplotlib."):
        shown = "".join(re.findall(r'<div class="output.*?</pre>', re.sub(r'srcdoc="[^"]*"', "", text), re.DOTALL))
        assert unwanted not in shown


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_code_that_is_long_or_shows_nothing_is_folded(site: Path, lesson: Path) -> None:
    cells = [cell for cell in nbformat.read(lesson, as_version=4).cells if cell.cell_type == "code"]
    text = page_of(site, lesson)
    unfolded = re.sub(r'<details class="code">.*?</details>', "", text, flags=re.DOTALL)
    for block in re.findall(r'<div class="highlight.*?</pre>', unfolded, re.DOTALL):
        assert block.count("\n") <= 8
    assert text.count('<details class="code">') >= sum(cell.source.count("\n") >= 8 for cell in cells)


@pytest.mark.parametrize(("number", "folder"), [*((number, "") for number in numbers()), (2, "es")])
def test_a_page_asks_what_its_lesson_asks_and_tells_no_answer_before_its_guess(
    site: Path, browser: Browser, number: int, folder: str
) -> None:
    lesson = kv.lesson(number, lang=folder or "en")
    file = next(
        path
        for path in (site / folder).glob(f"{number}-*.html")
        if "-worksheet" not in path.name and "-handout" not in path.name
    )
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(file.as_uri())
    places = page.locator("[data-questions]").all()
    assert len(places) == len(lesson.predictions) + 1
    shown = "main > :not(nav):visible"
    # The cells of this lesson in the order of its notebook: a page has them as they stand there.
    cells = [
        cell.source for cell in nbformat.read(next(LESSONS[0].parent.glob(f"{number}-*.ipynb")), as_version=4).cells
    ]
    names = [name for cell in cells for name in re.findall(r'lesson\.(?:predict\("(\w+)"\)|quiz\(\))$', cell)]
    asked = [lesson.asked(name or QUIZ) for name in names]
    for i, (place, predictions) in enumerate(zip(places, asked, strict=True)):
        # Words of a single answer, as of a table's head, may be elsewhere on a page.
        later = [answer for group in asked[i:] for answer in answers_of(group) if len(answer) > 25]
        visible = " ".join(each.evaluate(TEXT) for each in page.locator(shown).all())
        assert [answer for answer in later if answer in visible] == []
        assert page.locator(shown).last.get_attribute("class") == "more", "nothing stands after the question"
        for question in place.locator(".question").all():
            answer(question)
        told = place.evaluate(TEXT)
        assert [sentence for sentence in answers_of(predictions) if sentence not in told] == []
        assert ("Tupredicción" in told or "Pregunta1" in told) == (folder == "es")
        assert ("Yourguess" in told or "Question1" in told) == (folder == "")
    assert page.locator(".later, .more").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert problems == []
    context.close()


def test_the_page_for_teachers_folds_the_answers_and_opens_boards_in_the_explorer(site: Path) -> None:
    text = html.unescape((site / "teachers.html").read_text(encoding="utf-8"))
    assert text.count('href="explore.html#kmeans=1&') == 11
    answers = text.partition("<details><summary>Show them</summary>")[2]
    assert answers.count("<li>") == 5 * len(LESSONS)
    assert "<em>mean</em>" in answers, "Markdown inside is read too"


def test_a_clicker_goes_through_the_slides_and_no_answer_is_on_them_before_its_guess(
    site: Path, browser: Browser
) -> None:
    asked = kv.lesson(1).asked("ends")
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{(site / f'{LESSONS[1].stem}.html').as_uri()}#slides")
    deck, question = page.locator(".deck"), page.locator("[data-questions]").first
    while "No guess yet" not in deck.inner_text():
        page.keyboard.press("PageDown")
    here = re.findall(r"\d+ of", deck.inner_text())[0]
    visible = " ".join(part.evaluate(TEXT) for part in page.locator("main > :visible").all())
    assert [sentence for sentence in answers_of(asked) if sentence in visible] == []
    answer(question.locator(".question"))
    steps = "place => [...place.shadowRoot.querySelectorAll('figure.board > :last-child')].map(board => board.step)"
    seen = []
    while here in deck.inner_text():
        page.keyboard.press("PageDown")
        seen.append(sum(question.evaluate(steps)))
    assert sorted(set(seen)) == list(range(max(seen) + 1)), "the boards went one step at a time"
    assert max(seen) > 1
    page.keyboard.press("PageUp")
    assert here in deck.inner_text()
    deck.get_by_role("button", name="Leave the slides").click()
    page.locator("main > nav").first.wait_for(state="visible")
    assert deck.count() == 0
    assert problems == []
    context.close()


@pytest.mark.parametrize("number", numbers())
def test_a_worksheet_asks_all_and_tells_nothing_and_a_handout_tells_all(site: Path, number: int) -> None:
    lesson = kv.lesson(number)
    asked = [*(make() for make in lesson.predictions.values()), *lesson.questions()]
    sheet, handout = (
        plain(html.unescape(re.sub(r"<[^>]*?(?:alt=\"([^\"]*)\"[^>]*)?>", r"\1", page.read_text(encoding="utf-8"))))
        for page in (*site.glob(f"{number}-*-worksheet.html"), *site.glob(f"{number}-*-handout.html"))
    )
    for question in asked:
        assert plain(question.question) in sheet
        assert plain(question.question) in handout
    answers = [answer for answer in answers_of(asked) if len(answer) > 25]
    assert [answer for answer in answers if answer in sheet] == []
    assert [answer for answer in answers if answer not in handout] == []


def test_a_page_does_not_take_the_place_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")
    with pytest.raises(kv.InputError, match="is a pipe, a socket or a device, not a file; choose another name"):
        write_page(tmp_path / "page.html", "title", "body")
    assert (tmp_path / "page.html").is_fifo()


def test_lines_that_come_one_by_one_are_one_text(tmp_path: Path) -> None:
    path = tmp_path / "lines.ipynb"
    code = "import time\nfor i in range(3):\n    print(i, flush=True)\n    time.sleep(0.3)"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), path)
    (output,) = run(path).cells[0].outputs
    assert output.text == "0\n1\n2\n"


def test_every_link_leads_to_a_page_that_is_there(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(LESSONS)
    for page in pages:
        text = re.sub(r'srcdoc="[^"]*"', "", page.read_text(encoding="utf-8"))
        targets = re.findall(r'<a [^>]*href="([^"]+)"', text)
        assert targets, page.name
        for target in targets:
            file = target.partition("#")[0]
            assert target.startswith("https://") or not file or (page.parent / file).is_file(), (page, target)


def test_the_index_names_each_lesson_and_its_question(site: Path) -> None:
    index = html.unescape((site / "index.html").read_text(encoding="utf-8"))
    for lesson in LESSONS:
        notebook = nbformat.read(lesson, as_version=4)
        assert f'<a href="{lesson.stem}.html">{title_of(notebook)}</a>' in index
        assert "?" in question_of(notebook)
        assert question_of(notebook) in index


@pytest.mark.parametrize(
    ("lang", "home", "link"),
    [
        ("en", "../index.html", '<a href="../index.html">Documentation</a>'),
        ("es", "../index.html", '<a href="../../index.html">Documentación'),
        ("es", "https://example.org/?a&b", '<a href="https://example.org/?a&amp;b">Documentación'),
    ],
)
def test_the_index_links_to_the_documentation_if_it_is_told_where_that_is(lang: str, home: str, link: str) -> None:
    assert link in site_map.index([], lang, [], home)
    assert link.partition(">")[2] not in site_map.index([], lang, [])


def test_a_notebook_of_ones_own_becomes_a_page_with_a_live_board(tmp_path: Path, framed: Framed) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n3,4\n9,9\n")
    new = nbformat.v4
    cells = [
        new.new_markdown_cell("# Three towns\n\n![a map](red.png) and [the next one](second.ipynb)"),
        new.new_code_cell("import kmeans_viz as kv\nkv.Player(kv.Recipe(csv='rows.csv', k=2))"),
    ]
    nbformat.write(new.new_notebook(cells=cells), tmp_path / "towns.ipynb")
    nbformat.write(new.new_notebook(cells=[new.new_code_cell("1 / 0")]), tmp_path / "broken.ipynb")
    [page] = make_pages([tmp_path / "towns.ipynb"])
    assert page == tmp_path / "towns.html"
    text = page.read_text()
    assert "<title>Three towns</title>" in text
    assert "data:image/png;base64" in text
    assert "<kmeans-board" in framed(text)[0]
    # A link of the teacher's own is left alone.
    assert 'href="second.ipynb"' in text
    with pytest.raises(kv.InputError, match=r"broken\.ipynb: a cell failed with ZeroDivisionError: division by zero"):
        make_pages([tmp_path / "broken.ipynb"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "text.ipynb").write_text("no JSON")
    with pytest.raises(kv.InputError, match=r"text\.ipynb is not a notebook"):
        make_pages([tmp_path / "text.ipynb"])
    with pytest.raises(kv.InputError, match="is not a file; name a notebook"):
        make_pages([tmp_path / "none.ipynb"])
