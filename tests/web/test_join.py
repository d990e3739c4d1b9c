"""The modules become one classic script, with the tables inside."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from kmeans_viz.web import join
from kmeans_viz.web.tables import tables

TOKENS = Path(__file__).with_name("tokens.mjs")
ACORN = Path(__file__).parents[2] / "node_modules/acorn"


def test_the_script_is_a_classic_one_that_node_can_read(node: str, tmp_path: Path) -> None:
    script = join.board_script()
    file = tmp_path / "kmeans-board.cjs"
    file.write_text(script, encoding="utf-8")
    assert subprocess.run([node, "--check", str(file)], capture_output=True, check=False).returncode == 0
    assert not re.search(r"^\s*(?:import|export)\b", script, re.MULTILINE)
    assert "</script" not in script
    assert len(join.board_script("en").encode()) < 197_000, (
        "an exported page is to stay below 200 kB with everything in it"
    )


def test_leaving_spaces_and_comments_out_leaves_everything_else(
    node: str, monkeypatch: pytest.MonkeyPatch, leave_out: Callable[[str], NoReturn]
) -> None:
    if not ACORN.is_dir():
        leave_out("acorn is not installed; npm install --no-save --no-package-lock acorn")
    scripts = [join.board_script()]
    monkeypatch.setattr(join, "_short", lambda source: source)
    scripts.append(join.board_script.__wrapped__())
    run = {"capture_output": True, "text": True, "check": True}
    short, long = (subprocess.run([node, str(TOKENS)], input=script, **run).stdout.splitlines() for script in scripts)
    assert len(scripts[0]) < 0.6 * len(scripts[1])
    assert len(short) > 20_000
    assert short == long


def test_the_explorers_script_begins_with_the_boards_own(node: str, tmp_path: Path) -> None:
    script = join.explorer_script()
    file = tmp_path / "explorer.cjs"
    file.write_text(script, encoding="utf-8")
    assert subprocess.run([node, "--check", str(file)], capture_output=True, check=False).returncode == 0
    assert script.split(join.MARK)[0] + "})();\n" == join.board_script("en")


def test_the_tables_are_in_the_script_as_python_has_them() -> None:
    written = re.search(r"^fillTables\((\{.*\}), \"", join.board_script(), re.MULTILINE)
    assert written is not None
    # As it went through JSON: tuples are lists there.
    assert json.loads(written[1]) == json.loads(json.dumps(tables()))


@pytest.mark.parametrize("name", ["board/board.css", "lesson/lesson.css"])
def test_a_style_sheet_loses_only_comments_and_blanks_that_mean_nothing(name: str) -> None:
    source = (join.FOLDER / name).read_text(encoding="utf-8")
    short = json.loads(join._sheet(name))
    assert len(short) < 0.9 * len(source)
    # Between words a blank means something: it has to be there in both.
    words = re.compile(r"""[^\s{};:,>"']+ (?=[^\s{};:,>])""")
    bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    assert words.findall(short) == words.findall(re.sub(r"\s+", " ", bare).replace(" {", "{").replace("; }", "}"))
    assert re.sub(r"\s", "", bare).replace(";}", "}") == re.sub(r"\s", "", short)


def test_modules_keep_their_own_names_apart(node: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "define.js": 'import { a as one } from "./a.js";\nimport {\n  b,\n} from "./b.js";\nconsole.log(one, b());\n',
        "a.js": "// @ts-check\n/** Not\n * this. */\nconst own = 1; // nor this\nexport const a = own;\n",
        "b.js": 'import { a } from "./a.js";\nconst own = "https://x";\nexport function b() {\n  return own + a;\n}\n',
    }
    for name, source in files.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.setattr(join, "FOLDER", tmp_path)
    script = join.board_script.__wrapped__()
    assert "Not" not in script
    assert "nor this" not in script
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1 https://x1\n"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('import a from "./a.js";\n', "cannot be joined"),
        ("export default 3;\n", "cannot be joined"),
        ("const a = `1 ${b ? `2 ${c}` : 3}`;\n", "a template in a template"),
        ('import { a } from "./define.js";\nexport const a = 1;\n', "goes in a circle"),
    ],
)
def test_what_cannot_be_joined_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, problem: str
) -> None:
    (tmp_path / "define.js").write_text(source, encoding="utf-8")
    monkeypatch.setattr(join, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=problem):
        join.board_script.__wrapped__()
