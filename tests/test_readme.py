"""The README: the commands and code that it shows work, and the files that it names exist."""

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path
from unittest import mock

import click
import numpy as np
import pytest
from PIL import Image, ImageSequence

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.export import WRITERS, read_note
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.empties import RULES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
COMMANDS = [shlex.split(line, comments=True)[1:] for line in LINES if line.startswith("kmeans-viz ")]
OPTIONS = {
    option
    for command in cli.commands.values()
    for parameter in command.params
    for option in (*parameter.opts, *parameter.secondary_opts)
} | {"--help"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.csv").write_text(
        "name,height,weight\n" + "".join(f"p{i},{150 + i},{50 + i * 7 % 30}\n" for i in range(40))
    )
    (tmp_path / "handed-in" / "ana").mkdir(parents=True)
    slide = np.zeros((90, 120), dtype=np.uint8)
    for i in range(24):
        slide[22 * (i // 6) + 8 :][:9, 20 * (i % 6) + 6 :][:, :9] = 110 + 30 * (i % 4)
    Image.fromarray(np.stack([255 - slide // 2, 255 - slide, 255 - slide // 4], axis=2)).save(tmp_path / "slide.png")
    (tmp_path / "trips").mkdir()
    (tmp_path / "trips" / "1.csv").write_text(
        "km,minutes\n" + "".join(f"{i * 7 % 40},{i * 11 % 40}\n" for i in range(40)), encoding="utf-8"
    )
    (tmp_path / "phone.csv").write_text(
        "time,lat,lon\n" + "".join(f"2024-05-01T{i:02}:00:00Z,48.{i // 9},16.4\n" for i in range(24))
    )
    visit = {"topCandidate": {"placeLocation": {"latLng": "48.2°, 16.4°"}}}
    segment = {"startTime": "2024-05-01T08:00:00+02:00", "endTime": "2024-05-01T17:00:00+02:00", "visit": visit}
    (tmp_path / "Timeline.json").write_text(json.dumps({"semanticSegments": [segment]}))
    (tmp_path / "tracks").mkdir()
    for day in (1, 2):
        point = f'<trkpt lat="48" lon="16"><time>2024-05-0{day}T07:00:00Z</time></trkpt>'
        (tmp_path / "tracks" / f"{day}.gpx").write_text(f"<gpx><trk><trkseg>{point}</trkseg></trk></gpx>")
    return tmp_path


def type_in(words):
    """Run a command of the README, with smaller and fewer pictures than it would make."""
    words = list(words)
    if "--scheduler" in words:  # which is not running here
        at = words.index("--scheduler")
        del words[at : at + 2]
    if words[0] == "animate":
        words += ["--quiet", "--size", "120", "--tween", "0"]
    if words[0] == "storyboard":
        words += ["--quiet"]
    # A class would go on until Ctrl-C: here it gets as far as having read its scenes.
    with mock.patch("kmeans_viz.serve.class_launch.launch_class"):
        cli.main(words, standalone_mode=False)


def test_the_blocks_of_code_are_all_found():
    assert len(BLOCKS) == README.count("\n```") // 2
    assert {language for language, _ in BLOCKS} == {"sh", "python", "html"}
    assert len(COMMANDS) >= 7


def test_every_python_block_runs_one_after_the_other(folder, capsys):
    names = {}
    for number, (language, block) in enumerate(BLOCKS):
        if language == "python":
            exec(compile(block, f"README block {number}", "exec"), names)
    assert {file.name for file in folder.iterdir()} == {
        "mine.csv",
        "slide.png",
        "handed-in",
        "trips",
        "phone.csv",
        "Timeline.json",
        "tracks",
        "out.gif",
        "step.png",
        "board.gif",
        "sklearn.gif",
        "big.gif",
        "medians.gif",
        "answer",
    }
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("<Trace: n=200, d=2, k=3, ")
    assert told[1] == "seed 0 None 0"
    assert len(names["mu"]) == len(names["clusters"]) == 3
    with Image.open("board.gif") as image:
        shown = [(frame.size, frame.info["duration"]) for frame in ImageSequence.Iterator(image)]
    assert {size for size, _ in shown} == {(480, 480)}
    assert sum(ms for _, ms in shown) == sum(frame.duration_ms for frame in names["frames"])


def widget_of(code):
    """Run the code of a widget and return its sliders by name, and a function that tells what it shows."""
    names = {"kv": kv}
    exec(compile(code, "widget", "exec"), names)
    widget = names["show"].widget
    return {child.description: child for child in widget.children[:-1]}, lambda: widget.result


def first_cell(notebook):
    cells = json.loads((ROOT / "notebooks" / notebook).read_text(encoding="utf-8"))["cells"]
    return "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))


@pytest.mark.parametrize("where", ["README", "notebook"])
def test_the_widget_shows_what_its_sliders_say(where):
    blocks = [block for language, block in BLOCKS if language == "python" and "interact" in block]
    code = blocks[0] if where == "README" else first_cell("explore.ipynb")
    assert len(code.splitlines()) <= 12
    sliders, shown = widget_of(code)
    assert list(sliders) == ["n", "k", "data", "seed", "step"]

    def is_shown(n, k, data, seed, step):
        trace = kv.Recipe(data=data, n=n, blobs=k, k=k, seed=seed).run()
        title = kv.plot(trace, min(step, len(trace) - 1)).get_title(loc="left")
        wanted = kv.plot(trace, min(step, len(trace) - 1))._repr_png_()
        return shown().get_title(loc="left") == title and shown()._repr_png_() == wanted

    assert is_shown(200, 3, "gaussian", 1, 0)
    sliders["step"].value = 2
    assert is_shown(200, 3, "gaussian", 1, 2)
    sliders["k"].value = 6
    sliders["data"].value = "moons"
    sliders["n"].value = 50
    sliders["seed"].value = 8
    assert is_shown(50, 6, "moons", 8, 2)
    sliders["step"].value = sliders["step"].max
    assert is_shown(50, 6, "moons", 8, 30)
    assert shown().get_title(loc="left").startswith("Converged")


def test_every_command_runs_one_after_the_other(folder):
    for words in COMMANDS:
        type_in(words)
    assert {"out.gif", "geyser.mp4", "mine.gif", "run.pdf"} <= {file.name for file in folder.iterdir()}


def test_the_comments_beside_the_commands_are_true(folder, capsys):
    first = next(number for number, words in enumerate(COMMANDS) if "--init-seed" in words)
    unlucky, rescued = COMMANDS[first : first + 2]
    assert "the unlucky start above" in next(line for line in LINES if "--init-seed" in line)
    type_in(unlucky)
    small = {"size": 120, "tween": 0}
    assert read_note("out.gif").recipe == kv.Recipe(**{**_chosen("unlucky-start"), **small})
    type_in(rescued)
    assert read_note("out.gif").recipe == kv.Recipe(**{**_chosen("rescued-by-k-means++"), **small})
    made = Path("out.gif").read_bytes()
    capsys.readouterr()
    cli.main(["recipe", "out.gif", "--command"], standalone_mode=False)
    cli.main(shlex.split(capsys.readouterr().out)[1:], standalone_mode=False)
    assert Path("out.gif").read_bytes() == made


def _chosen(exhibit):
    return {field.name: getattr(GALLERY[exhibit], field.name) for field in fields(kv.Recipe)}


def test_the_make_targets_are_there():
    makefile = (ROOT / "Makefile").read_text()
    targets = {"".join(found) for found in re.findall(r"^make (\w+)|`make (\w+)`", README, re.MULTILINE)}
    assert {"app", "demo", "lab", "site", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_is_linked_exists():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    files = [link for link in links if not link.startswith("https://")]
    assert len(files) >= 10
    assert [link for link in files if not (ROOT / link).is_file()] == []


def test_every_picture_is_one_that_the_gallery_makes():
    # The picture of the explorer is a screenshot of the page.
    pictures = set(re.findall(r"\]\(assets/([^)]+)\)", README)) - {"explorer.png"}
    assert pictures
    for picture in pictures:
        assert Path(picture).stem in GALLERY, picture
        assert Path(picture).suffix in (".gif", ".png"), picture


def test_every_exhibit_that_is_named_exists():
    rows = "\n".join(re.findall(r"^\| !.*$", README, re.MULTILINE))
    captions, options = re.findall(r" `([^`]+)`:", rows), re.findall(r"--recipe ([a-z0-9+-]+)", README)
    assert len(captions) == rows.count("![") >= 8
    assert options
    assert {*captions, *options} <= set(GALLERY)


def test_every_name_in_the_package_that_is_mentioned_exists():
    names = set(re.findall(r"\bkv((?:\.\w+)+)", README))
    assert len(names) > 10
    for name in names:
        thing = kv
        for part in name.strip(".").split("."):
            thing = getattr(thing, part)
    blog = README.split("### The functions of the blog post")[1].split("```")[0]
    functions = re.findall(r"`(\w+)`", blog)
    assert {"find_centers", "has_converged"} <= set(functions)
    for name in functions:
        assert callable(getattr(kv.classic, name)), name


def test_every_option_that_is_mentioned_exists():
    mentioned = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README))
    assert {"--init-seed", "--columns", "--recipe", "--command", "--python", "--help"} <= mentioned
    assert mentioned <= OPTIONS


def test_every_choice_that_is_mentioned_exists():
    keywords = set(re.findall(r"(\w+)=[,)]? ?(?=\w+=|\.\.\.)", README))
    assert {"size", "style", "trails"} <= keywords <= {field.name for field in fields(kv.Look)}
    answer = README.split("**Why do I get fewer than K clusters?**")[1].split("**")[0]
    assert {"keep", "farthest", "drop", "error"} <= set(re.findall(r'"(\w+)"', answer)) <= set(RULES)
    formats = README.split("The ending picks the format:")[1].split("A file that exists")[0]
    for ending in WRITERS:
        assert f"`{'frames/' if ending == '/' else ending}`" in formats
    extras = set(re.findall(r"\[(\w+)\]'", README))
    project = (ROOT / "pyproject.toml").read_text()
    assert {"app", "dask", "fast"} <= extras <= set(re.findall(r"^(\w+) = \[", project, re.MULTILINE))


def test_the_commands_are_those_of_the_command_line():
    assert isinstance(cli, click.Group)
    assert {words[0] for words in COMMANDS} <= set(cli.commands)
