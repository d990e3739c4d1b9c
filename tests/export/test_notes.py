"""The recipe inside every exported file, which makes the same file again."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import read_note, save_storyboard
from kmeans_viz.export.notes import note_of
from kmeans_viz.look import used_in

NAMES = (
    "out.gif", "out.webp", "out.png", "out.avif", "out.tiff", "out.mp4", "out.mov", "out.mkv", "out.webm", "out.pdf",
    "out.svg", "out.jpg", "frames/",
)  # fmt: skip
SMALL = {"size": 100, "tween": 1, "step_ms": 100}
LINE = np.random.default_rng(0).normal(size=(30, 2)) * (1e-7, 1e7)


def shown(recipe, name):
    """Return the recipe without the fields that make no difference to such a file."""
    used = used_by(name)
    return replace(recipe, **{f.name: f.default for f in fields(kv.Look) if f.name not in used})


def options_of(name, options):
    """Return the options without those that make no difference to such a file."""
    return {field: value for field, value in options.items() if field in used_by(name)}


def used_by(name):
    return used_in("/" if name.endswith("/") else name[3:])


@pytest.mark.parametrize("name", NAMES)
def test_the_recipe_reads_back_equal_and_makes_the_same_bytes_again(tmp_path, files, name):
    recipe = kv.Recipe(
        data="moons", n=30, k=4, seed=5, init="k-means++", init_seed=9, on_empty="farthest", max_iter=2,
        style="dark", trails=False, loop=False, seeding=True, **SMALL,
    )  # fmt: skip
    first = kv.save(recipe, f"{tmp_path}/{name}")
    note = read_note(first)
    again = kv.save(note.recipe, f"{tmp_path}/again-{name}")

    assert note.recipe == shown(recipe, name)
    assert note.missing == ""
    assert files.content(again) == files.content(first)


def made_by(case):
    match case:
        case "a seed":
            return kv.record(LINE, 3, seed=4, init="k-means++", max_iter=1)
        case "no seed":
            return kv.record(LINE, 3, max_iter=1)
        case "an array of centroids":
            return kv.record(LINE, init=LINE[:4], max_iter=2)
        case "a function":
            return kv.record(LINE, 3, init=lambda X, k, rng: X[:k], max_iter=2)
        case "a generator":
            return kv.record(LINE, 3, seed=np.random.default_rng(5), max_iter=2)
        case "one dimension":
            return kv.record(LINE[:, :1], 2, seed=1, max_iter=1)
        case "five dimensions":
            return kv.record(np.random.default_rng(1).normal(size=(40, 5)), 3, seed=1, max_iter=2)
    return kv.record(LINE, init=[[0.0, 0.0], [1.0, 1e8], [5.0, 5e9]], on_empty=case, max_iter=2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", ["a seed", "no seed"])
def test_a_run_on_an_array_makes_the_same_bytes_again_from_the_note_in_every_format(tmp_path, files, name, case):
    first = kv.save(made_by(case), f"{tmp_path}/{name}", **options_of(name, SMALL))
    note = read_note(first)

    assert note.missing == ""
    assert files.content(kv.save(note.recipe, f"{tmp_path}/again-{name}")) == files.content(first)


@pytest.mark.parametrize(
    "case",
    [
        "an array of centroids",
        "a function",
        "a generator",
        "one dimension",
        "five dimensions",
        "drop",
        "farthest",
        "keep",
    ],
)
def test_a_run_on_an_array_makes_the_same_bytes_again_however_it_was_started(tmp_path, case):
    first = kv.save(made_by(case), tmp_path / "out.gif", **SMALL)
    note = read_note(first)

    assert note.missing == ""
    assert np.array_equal(note.recipe.points(), made_by(case).X)
    assert kv.save(note.recipe, tmp_path / "again.gif").read_bytes() == first.read_bytes()


def test_what_a_note_cannot_hold_is_said():
    many = np.random.default_rng(0).normal(size=(400, 2))
    seeded = kv.record(many, 3, seed=1)
    own = kv.record(LINE, 3, seed=1, stepper=kv.MEDIANS)
    everything = kv.record(many, init=many, stepper=kv.MEDIANS)

    assert note_of(seeded, kv.Look()).missing == "the board, an array of 400 points that was passed in"
    assert note_of(own, kv.Look()).missing == "the stepper, which is Python code"
    assert note_of(everything, kv.Look()).missing == (
        "the start, an array of 400 centroids, and the board, an array of 400 points that was passed in, "
        "and the stepper, which is Python code"
    )
    assert len(note_of(everything, kv.Look()).to_json()) < 1000


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_reads_back_and_the_rest_of_the_recipe_with_it(tmp_path, name):
    many = np.random.default_rng(0).normal(size=(400, 2))
    path = kv.save(
        kv.record(many, 2, seed=6, max_iter=1), f"{tmp_path}/{name}", **options_of(name, {"tween": 0, "size": 100})
    )
    note = read_note(path)

    assert note.missing == "the board, an array of 400 points that was passed in"
    assert note.recipe == shown(kv.Recipe(k=2, init_seed=6, max_iter=1, tween=0, size=100), name)


@pytest.mark.parametrize("name", NAMES)
def test_a_board_of_thousands_of_points_in_a_recipe_stays_in_every_format(tmp_path, name):
    points = np.random.default_rng(0).normal(size=(4000, 2)).tolist()
    recipe = kv.Recipe(coordinates=points, k=2, size=100, tween=0, max_iter=1)

    assert read_note(kv.save(recipe, f"{tmp_path}/{name}")).recipe == shown(recipe, name)


STRANGE = (
    """<script>alert('x')<script> "b" \\ c\\\\ (d) ((e ]]> a;b=c#d &amp; --> ) endobj 1 0 obj <<.csv""",
    "größe 数据 🎲 é.csv",
)


# Which letters there are depends on the fonts of the machine.
@pytest.mark.filterwarnings("ignore:column .* no font on this machine has the letters:UserWarning")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("strange", STRANGE)
def test_names_with_any_characters_survive_in_every_format(tmp_path, name, strange):
    column = strange.removesuffix(".csv").replace('"', "'")
    table = tmp_path / strange
    # Names have no commas, since a comma separates two names in `columns`.
    table.write_text(f'"{column}","$y_1$"\n' + "".join(f"{i % 7},{i * i % 11}\n" for i in range(20)), encoding="utf-8")
    # Where the rules of version 0.1 are enough to read a file, the recipe in an exported file says so.
    recipe = kv.Recipe(csv=str(table), columns=(column, "$y_1$"), k=2, max_iter=1, size=100, tween=0, reading=1)
    (tmp_path / "made").mkdir()

    assert read_note(kv.save(recipe, f"{tmp_path}/made/{name}")).recipe == shown(recipe, name)


def test_a_script_in_a_name_is_no_tag_in_an_svg(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("<script>,y\n1,2\n3,4\n5,7\n")
    svg = kv.save(kv.Recipe(csv=str(table), columns=("<script>", "y"), k=1), tmp_path / "out.svg").read_text()

    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def of_another_program(path):
    if path.suffix in (".gif", ".webp", ".png"):
        with Image.new("RGB", (8, 8)) as image:
            image.save(path)
    elif path.suffix in (".pdf", ".svg", ".jpg"):
        figure = Figure()
        FigureCanvasAgg(figure)
        with mpl.rc_context({"svg.hashsalt": "x"}):
            figure.savefig(path, metadata={"Title": "(\\) <x>"} if path.suffix == ".svg" else {"Subject": "not ours"})
    else:
        path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100) + b"\xa9cmt\0\0\0\x14data" + bytes(8) + b"hello")
    return path


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "pdf", "svg", "mp4"])
def test_a_file_of_another_program_is_told_to_hold_no_recipe(tmp_path, ending):
    path = of_another_program(tmp_path / f"other.{ending}")

    with pytest.raises(kv.InputError, match=r"other\.\w+ holds no recipe; name a file that kmeans-viz made"):
        read_note(path)


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "pdf", "svg", "mp4", "txt"])
@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0", bytes(range(256)) * 4])
def test_an_empty_or_broken_file_is_told_to_hold_no_recipe(tmp_path, ending, content):
    (tmp_path / f"bad.{ending}").write_bytes(content)

    with pytest.raises(kv.InputError, match="holds no recipe"):
        read_note(tmp_path / f"bad.{ending}")


def test_files_that_are_not_there_and_folders_without_frames_are_told(tmp_path):
    with pytest.raises(kv.InputError, match=r"none\.gif does not exist; name a file that kmeans-viz made"):
        read_note(tmp_path / "none.gif")
    with pytest.raises(kv.InputError, match="is a folder without frames; name a file or folder that kmeans-viz made"):
        read_note(tmp_path)


def test_a_damaged_recipe_is_told(tmp_path, recipe):
    path = kv.save(replace(recipe, tween=0), tmp_path / "out.svg")
    text = path.read_text()
    assert text.count("kmeans_viz&quot;") + text.count('kmeans_viz"') == 1
    path.write_text(text.replace("{&quot;kmeans_viz", "{{&quot;kmeans_viz").replace('{"kmeans_viz', '{{"kmeans_viz'))

    with pytest.raises(kv.InputError, match=r"the recipe in .* is damaged .*; use the file as kmeans-viz made it"):
        read_note(path)


MEGA = 1_000_000
BRACKETS = b'{"kmeans_viz": 1, "recipe": {"coordinates": ' + b"[" * MEGA
HOSTILE_NOTES = {
    "starts.pdf": b"/Subject (" * (MEGA // 10),
    "escapes.pdf": b"/Subject (" + b"\\" * MEGA,
    "starts.html": b'id="kmeans_viz-note">' * (MEGA // 21),
    "starts.svg": b"<dc:description>" * (MEGA // 16),
    "digits.svg": b"<dc:description>&#" + b"1" * MEGA + b";</dc:description>",
    "deep.svg": b"<dc:description>" + BRACKETS + b"</dc:description>",
    "number.svg": b'<dc:description>{"kmeans_viz": ' + b"1" * MEGA + b"}</dc:description>",
    "starts.mp4": b"\xa9cmt" * (MEGA // 4),
    "comment.gif": b"GIF89a\1\0\1\0\0\0\0!\xfe" + b"\1a" * (MEGA // 2) + b"\0;",
    "comments.gif": b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\1a\0" * (MEGA // 5) + b";",
    "deep.json": b"[" * MEGA,
    "number.json": b"1" * MEGA,
}


def test_a_file_that_is_made_to_keep_the_reader_busy_is_told_in_one_line_each(tmp_path):
    for name, content in HOSTILE_NOTES.items():
        (tmp_path / name).write_bytes(content)
    code = """if True:
        import sys
        from kmeans_viz.inputs import InputError
        from kmeans_viz.export import read_note
        for name in sys.argv[1:]:
            try:
                read_note(name)
            except InputError as problem:
                print(problem)
    """
    # In a process of its own, which can be stopped if the search goes on for hours.
    command = [sys.executable, "-c", code, *HOSTILE_NOTES]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    lines = dict(zip(HOSTILE_NOTES, done.stdout.splitlines(), strict=True))
    for name, line in lines.items():
        damaged = name in ("deep.svg", "number.svg", "deep.json", "number.json")
        assert line.startswith(f"the recipe in {name} is damaged (" if damaged else f"{name} holds no recipe; "), line


def test_a_recipe_that_is_no_json_that_could_be_read_is_told():
    for text in ("[" * 100_000, "1" * 100_000):
        with pytest.raises(kv.InputError, match="the recipe is not JSON"):
            kv.Recipe.from_json(text)


def test_a_recipe_in_a_json_file_is_read_with_or_without_the_note_around_it(tmp_path, recipe):
    (tmp_path / "plain.json").write_text(recipe.to_json())
    (tmp_path / "note.json").write_text(note_of(recipe.run(), recipe).to_json())

    assert read_note(tmp_path / "plain.json").recipe == recipe
    assert read_note(tmp_path / "note.json").recipe == recipe


def test_the_note_of_a_storyboard_gives_the_command_that_makes_it_again(tmp_path, recipe):
    path = save_storyboard(recipe, tmp_path / "out.png", panels=4)
    note = read_note(path)

    assert (note.verb, note.panels) == ("storyboard", 4)
    assert note.command("x.png").startswith("kmeans-viz storyboard x.png ")
    assert note.command("x.png").endswith(" --panels 4")
    again = save_storyboard(note.recipe, tmp_path / "again.png", panels=note.panels)
    assert again.read_bytes() == path.read_bytes()
