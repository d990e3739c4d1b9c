"""The examples in CONTRIBUTING.md, added to a copy of the package as the page says: one file and one row each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## How to add …")[1].split("\n## ")[0]
WAY_IN = PAGE.split("\n## How it fits together")[1].split("\n## ")[0]
SEEN = """
import json, sys
import kmeans_viz as kv
from kmeans_viz.export import read_note
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.captions import captions
from kmeans_viz.web.tables import tables_of_explorer

recipe = read_note("out.gif").recipe
explorer = kv.explore()
explorer.data, explorer.init = "spiral", "outermost"
labels = tables_of_explorer()["labels"]
print(json.dumps({
    "file": kv.__file__,
    "drawn": [recipe.data, recipe.init],
    "caption": captions(recipe.run(), 0)[1],
    "menus": [labels["generators"].get("spiral"), labels["seedings"].get("outermost")],
    "explorer": [explorer.recipe.data, explorer.recipe.init],
    "layers": [type(layer).__name__ for layer in Scene(recipe.run(), recipe).layers],
}))
"""


def example(kind: str) -> tuple[str, str]:
    """Return the code of an example, and the row that is indented below it."""
    block = SECTION.split(f"**{kind}**")[1].split("```python\n")[1].split("```")[0]
    code, row = block.rsplit("\n\n    ", 1)
    return code + "\n", "    " + row


def insert(file: Path, text: str, *, before: str) -> None:
    source = file.read_text()
    assert source.count(before) == 1, (file, before)
    file.write_text(source.replace(before, text + before))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package that has the three examples in it."""
    shutil.copytree(ROOT / "kmeans_viz", tmp_path / "kmeans_viz", ignore=shutil.ignore_patterns("__pycache__"))
    for kind, path, table, above in (
        ("A generator", "data/boards.py", "GENERATORS", "@dataclass(frozen=True, kw_only=True)\nclass Generator"),
        ("A start", "kmeans/seeding.py", "SEEDINGS", "@dataclass(frozen=True, kw_only=True)\nclass Method"),
    ):
        code, row = example(kind)
        file = tmp_path / "kmeans_viz" / path
        insert(file, code + "\n\n", before=above)
        rows = re.search(rf"^{table}: .*?^}}$", file.read_text(), re.MULTILINE | re.DOTALL)
        assert rows is not None
        file.write_text(file.read_text().replace(rows[0], rows[0][:-1] + row + "}"))
    code, row = example("A layer")
    (tmp_path / "kmeans_viz/pictures/layers/middle.py").write_text(code)
    scene = tmp_path / "kmeans_viz/pictures/scene.py"
    insert(scene, row, before="    layers.append(Stars(")
    insert(scene, "from kmeans_viz.pictures.layers.middle import Middle\n", before="from kmeans_viz.pictures.style ")
    return tmp_path


def test_the_examples_are_found_by_captions_command_line_explorer_and_pictures(package: Path) -> None:
    def run(*words: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(package), "COLUMNS": "200"}
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, timeout=120, cwd=package, env=environment
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    help_text = run("-m", "kmeans_viz", "animate", "--help")
    assert "spiral" in help_text
    assert "outermost" in help_text
    small = ("--data", "spiral", "--init", "outermost", "--n", "40", "--size", "120", "--tween", "0")
    run("-m", "kmeans_viz", "animate", "out.gif", *small)
    seen = json.loads(run("-c", SEEN))
    assert seen.pop("file").startswith(str(package))
    assert seen == {
        "drawn": ["spiral", "outermost"],
        "caption": "3 stars (the centroids) start at the outermost points.",
        "menus": ["Spiral", "Outermost points"],
        "explorer": ["spiral", "outermost"],
        "layers": ["Cells", "Dots", "ChangedDots", "Trails", "Middle", "Stars", "InertiaCurve", "Caption"],
    }


def test_every_file_and_table_that_the_page_names_is_there() -> None:
    for path in set(re.findall(r"`([\w/]+(?:\.py|\.js|/))`", WAY_IN + SECTION)) - {"pictures/layers/middle.py"}:
        places = (ROOT / path, ROOT / "kmeans_viz" / path, ROOT / "kmeans_viz/web/engine" / path)
        assert any(place.exists() for place in places), path
    sources = "".join(file.read_text() for file in (ROOT / "kmeans_viz").rglob("*.py"))
    for name in re.findall(r"`([A-Z]\w+)`", SECTION):
        assert re.search(rf"^(class )?{name}\b", sources, re.MULTILINE), name
